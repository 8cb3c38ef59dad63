import {spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {Lab, LabSpec} from '../../src/lab/lab.js';
import {createNetnsLab} from '../../src/lab/netns-lab.js';
import {listNamespaces} from '../../src/lab/remove-namespaces.js';
import {ask, observe} from './programs/run.js';

const OBSERVER_PORT = 7001;
const SERVICES = `198.18.0.2:${OBSERVER_PORT}`;
/** The host of the site without NAT. */
const PUBLIC = `198.19.3.2:${OBSERVER_PORT}`;

function threeSites(directory: string, ownerPid: number): LabSpec {
  const link = {up: {}, down: {}};
  return {
    ownerPid,
    seed: 7,
    fabric: 'netns',
    linkDriver: 'netem',
    directory,
    sites: [
      {name: 's1', nat: 'cone', hosts: ['a1', 'a2'], link},
      {name: 's2', nat: 'symmetric', hosts: ['a3'], link},
      {name: 's3', nat: 'none', hosts: ['a4'], link},
    ],
  };
}

const ofOwner = async (pid: number) =>
  (await listNamespaces()).filter((name) => name.startsWith(`claw-${pid}-`));

describe('a lab of three sites', () => {
  let directory: string;
  let lab: Lab;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'claw-test-'));
    lab = await createNetnsLab(threeSites(directory, process.pid));
    for (const host of ['services', 'a4', 'a2']) await observe(lab, host, OBSERVER_PORT);
  });

  afterAll(async () => {
    expect(await lab.down()).toEqual({leftovers: []});
    expect(await ofOwner(process.pid)).toEqual([]);
    await rm(directory, {recursive: true});
  });

  it('tells each agent where seed, STUN and TURN are', () => {
    const turn = {
      server: '198.18.0.2:3478',
      uris: [
        'turn:198.18.0.2:3478?transport=udp',
        'turn:198.18.0.2:3478?transport=tcp',
        'turn:198.18.0.10:80?transport=tcp',
        'turns:198.18.0.10:443',
      ],
      caFile: expect.stringMatching(/turn-ca\.pem$/),
      username: 'claw',
      password: expect.stringMatching(/^[0-9a-f]{32}$/),
    };
    expect(lab.access[0]).toEqual({
      host: 'a1',
      site: 's1',
      nat: 'cone',
      seedUrl: 'ws://198.18.0.2:443',
      stun: '198.18.0.6:3478',
      turn,
      probe: {
        stun: {
          primary: {address: '198.18.0.2', port: 3478},
          otherPort: {address: '198.18.0.2', port: 3479},
          otherAddress: {address: '198.18.0.6', port: 3478},
          otherBoth: {address: '198.18.0.6', port: 3479},
        },
        reflector: {address: '198.18.0.2', port: 3490},
        tcpReflector: {address: '198.18.0.6', port: 443},
      },
    });
    expect(lab.access.map(({host}) => host)).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  it('keeps a mapping of a cone NAT across destinations', async () => {
    const [first, second] = await ask(lab, 'a1', {message: 'who', targets: [SERVICES, PUBLIC]});
    expect(first?.text).toMatch(/^198\.18\.1\.2:\d+$/);
    expect(second?.text).toBe(first?.text);
  });

  it('makes a new mapping for each destination of a symmetric NAT', async () => {
    const [first, second] = await ask(lab, 'a3', {message: 'who', targets: [SERVICES, PUBLIC]});
    expect(first?.text).toMatch(/^198\.18\.2\.2:\d+$/);
    expect(second?.text).toMatch(/^198\.18\.2\.2:\d+$/);
    expect(second?.text).not.toBe(first?.text);
  });

  it('leaves the addresses of a site without NAT alone', async () => {
    const [answer] = await ask(lab, 'a4', {message: 'who', targets: [SERVICES]});
    expect(answer?.text).toMatch(/^198\.19\.3\.2:\d+$/);
  });

  it.each(['a1', 'a3'])('drops what nobody asked for on its way to %s', async (host) => {
    const heard = await ask(lab, host, {message: 'probe', targets: [SERVICES, PUBLIC]});
    expect(heard.map(({from}) => from)).toEqual([SERVICES, PUBLIC]);
  });

  it('lets anyone reach a host without NAT', async () => {
    const heard = await ask(lab, 'a4', {message: 'probe', targets: [SERVICES]});
    expect(heard.map(({text}) => text)).toContain('unsolicited');
  });

  it('counts each flow by its addresses and ports, once, at the router it passes', async () => {
    const [outside] = await ask(lab, 'a1', {message: 'who', targets: [PUBLIC]});
    const [inside] = await ask(lab, 'a1', {message: 'who', targets: [`10.1.0.3:${OBSERVER_PORT}`]});
    const [wan, wanPort] = (outside?.text ?? '').split(':');
    const [lan, lanPort] = (inside?.text ?? '').split(':');
    const flows = await lab.flows();
    const of = (port: number) =>
      flows.filter((flow) => flow.sourcePort === port || flow.targetPort === port);

    const header = 28;
    const asked = {packets: 1, bytes: header + 'who'.length};
    expect(of(Number(wanPort))).toEqual(
      expect.arrayContaining([
        {
          protocol: 'udp',
          router: 'core',
          source: wan,
          sourcePort: Number(wanPort),
          target: '198.19.3.2',
          targetPort: OBSERVER_PORT,
          ...asked,
        },
        {
          protocol: 'udp',
          router: 'core',
          source: '198.19.3.2',
          sourcePort: OBSERVER_PORT,
          target: wan,
          targetPort: Number(wanPort),
          packets: 1,
          bytes: header + (outside?.text ?? '').length,
        },
      ]),
    );
    expect(of(Number(wanPort))).toHaveLength(2);
    expect(lan).toBe('10.1.0.2');
    expect(of(Number(lanPort))).toEqual(
      expect.arrayContaining([
        {
          protocol: 'udp',
          router: 's1',
          source: lan,
          sourcePort: Number(lanPort),
          target: '10.1.0.3',
          targetPort: OBSERVER_PORT,
          ...asked,
        },
      ]),
    );
    expect(of(Number(lanPort))).toHaveLength(2);
  });

  it('refuses a second lab of the same owner and leaves the first alone', async () => {
    await expect(createNetnsLab(threeSites(directory, process.pid))).rejects.toMatchObject({
      code: 'LAB_EXISTS',
    });
    expect(await ofOwner(process.pid)).toHaveLength(9);
  });

  it('stands beside the lab of another owner', async () => {
    const other = spawn('sleep', ['infinity']);
    const otherPid = other.pid ?? 0;
    const otherDirectory = await mkdtemp(join(tmpdir(), 'claw-test-'));
    const second = await createNetnsLab(threeSites(otherDirectory, otherPid));
    await observe(second, 'services', OBSERVER_PORT);
    const [answer] = await ask(second, 'a1', {message: 'who', targets: [SERVICES]});
    expect(answer?.text).toMatch(/^198\.18\.1\.2:/);
    expect(await second.down()).toEqual({leftovers: []});
    expect(await ofOwner(otherPid)).toEqual([]);
    expect(await ofOwner(process.pid)).toHaveLength(9);
    other.kill();
    await rm(otherDirectory, {recursive: true});
  });
});
