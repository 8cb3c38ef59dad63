import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import type {Lab, SiteSpec} from '../../../../src/lab/lab.js';
import {createLoopbackLab} from '../../../../src/lab/loopback/loopback-lab.js';
import {sendIndication} from '../services/turn-client.js';
import {loopbackSpec, site} from './specs.js';
import {UdpClient} from './udp-client.js';

const labs: Lab[] = [];
const clients: UdpClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await Promise.all(labs.splice(0).map((lab) => lab.down()));
});

async function openLab(...sites: SiteSpec[]): Promise<Lab> {
  const lab = await createLoopbackLab(loopbackSpec(...sites));
  labs.push(lab);
  return lab;
}

/** A socket in each of these hosts. */
async function openClients(lab: Lab, ...hosts: string[]): Promise<UdpClient[]> {
  const opened = await Promise.all(
    hosts.map((host) => UdpClient.open(lab.access.find((access) => access.host === host))),
  );
  clients.push(...opened);
  return opened;
}

async function twoClients(...sites: SiteSpec[]): Promise<[UdpClient, UdpClient, Lab]> {
  const lab = await openLab(...sites);
  const [one, other] = await openClients(lab, 'a1', 'a2');
  if (!one || !other) throw new Error('two clients were asked for');
  return [one, other, lab];
}

describe('mapping', () => {
  test('an endpoint-independent NAT has one address for every destination', async () => {
    const [inside, outside] = await twoClients(
      site('s1', 'cone', ['a1']),
      site('s2', 'none', ['a2']),
    );
    const mapped = await inside.mappedPort();
    expect(await inside.mappedPort()).toBe(mapped);
    inside.send('hello', await outside.lanPort());
    expect(await outside.next()).toMatchObject({text: 'hello', fromPort: mapped});
  });

  test('a symmetric NAT has a fresh one for each, and keeps it', async () => {
    const [inside, outside, lab] = await twoClients(
      site('s1', 'symmetric', ['a1']),
      site('s2', 'none', ['a2']),
    );
    const [sameHost] = await openClients(lab, 'a2');
    const seen = [await inside.mappedPort()];
    for (const target of [outside, sameHost, outside]) {
      if (!target) throw new Error('a third client was asked for');
      inside.send('hello', await target.lanPort());
      seen.push((await target.next()).fromPort);
    }
    expect(new Set(seen.slice(0, 3)).size).toBe(3);
    expect(seen[3]).toBe(seen[1]);
  });

  test('without a NAT, STUN reports the address in the site', async () => {
    const lab = await openLab(site('s1', 'none', ['a1']));
    const [client] = await openClients(lab, 'a1');
    expect(await client?.mappedPort()).toBe(await client?.lanPort());
  });
});

describe('who may enter', () => {
  test('port-restricted: only the address that was sent to', async () => {
    const [inside, outside, lab] = await twoClients(
      site('s1', 'cone', ['a1']),
      site('s2', 'none', ['a2', 'a3']),
    );
    const [third] = await openClients(lab, 'a3');
    const mapped = await inside.mappedPort();
    // The fabric must know a socket for what it sends to count.
    await outside.mappedPort();
    await third?.mappedPort();
    outside.send('unsolicited', mapped);
    // The network keeps order, so an answered question means that the datagram before it is through.
    await outside.mappedPort();
    inside.send('hello', await outside.lanPort());
    await outside.next();
    third?.send('from elsewhere', mapped);
    await third?.mappedPort();
    outside.send('answer', mapped);
    expect(await inside.next()).toMatchObject({text: 'answer', fromPort: await outside.lanPort()});
    // All three did reach the NAT.
    const arrived = (await lab.flows()).filter(({targetPort}) => targetPort === mapped);
    const fromOutside = arrived.filter(({sourcePort}) => sourcePort !== inside.serverPort);
    expect(fromOutside.map(({packets}) => packets)).toEqual([2, 1]);
  });

  test('an address inside a site is not reached from another', async () => {
    const [inside, outside, lab] = await twoClients(
      site('s1', 'cone', ['a1', 'a3']),
      site('s2', 'none', ['a2']),
    );
    const [neighbour] = await openClients(lab, 'a3');
    const lan = await inside.lanPort();
    await outside.mappedPort();
    outside.send('from another site', lan);
    await outside.mappedPort();
    await neighbour?.lanPort();
    neighbour?.send('from the same site', lan);
    expect(await inside.next()).toMatchObject({
      text: 'from the same site',
      fromPort: await neighbour?.lanPort(),
    });
    expect(await lab.flows()).toContainEqual({
      protocol: 'udp',
      source: '127.0.0.1',
      sourcePort: await neighbour?.lanPort(),
      target: '127.0.0.1',
      targetPort: lan,
      packets: 1,
      bytes: 46,
      router: 's1',
    });
  });

  test('no hairpin: the own NAT answers nobody inside', async () => {
    const [inside, neighbour] = await twoClients(site('s1', 'cone', ['a1', 'a2']));
    const mapped = await inside.mappedPort();
    inside.send('opens', await neighbour.mappedPort());
    neighbour.send('hairpin', mapped);
    await neighbour.mappedPort();
    neighbour.send('lan', await inside.lanPort());
    expect((await inside.next()).text).toBe('lan');
  });

  test('a relay reaches addresses of the virtual internet, never a real socket', async () => {
    const [inside, outside, lab] = await twoClients(
      site('s1', 'symmetric', ['a1']),
      site('s2', 'none', ['a2']),
    );
    const relayed = await inside.allocate();
    expect(lab.turnServers).toContainEqual({
      ...{address: '127.0.0.1', port: relayed, transport: 'udp'},
    });
    const through = (text: string, port: number) =>
      inside.send(
        sendIndication({address: '127.0.0.1', port}, Buffer.from(text)),
        inside.serverPort,
      );
    const lan = await outside.lanPort();
    through('to the real socket', outside.rawPort);
    through('to its address', lan);
    expect(await outside.next()).toMatchObject({text: 'to its address', fromPort: relayed});
  });
});

describe('links', () => {
  test('nothing arrives before its delay', async () => {
    const spec = site('s1', 'cone', ['a1']);
    const lab = await openLab({...spec, link: {up: {delayMs: 30}, down: {delayMs: 12}}});
    const [client] = await openClients(lab, 'a1');
    const startMs = performance.now();
    await client?.mappedPort();
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(42);
  });

  test('a link can be changed while it runs', async () => {
    const lab = await openLab(site('s1', 'cone', ['a1']));
    const [client] = await openClients(lab, 'a1');
    await client?.mappedPort();
    await lab.impair('s1', {down: {delayMs: 25}});
    expect(lab.links().get('s1')).toEqual({up: {}, down: {delayMs: 25}});
    const startMs = performance.now();
    await client?.mappedPort();
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(25);
  });

  test('an unknown link is an error that lists the links', async () => {
    const lab = await openLab(site('s1', 'cone', ['a1']));
    await expect(lab.impair('s9', {up: {}})).rejects.toMatchObject({
      code: 'LINK_UNKNOWN',
      hint: 'Links: s1.',
    });
  });
});

describe('flows', () => {
  test('what a client sends to its TURN server goes to an address listed there', async () => {
    const lab = await openLab(site('s1', 'cone', ['a1']));
    const [client] = await openClients(lab, 'a1');
    const mapped = await client?.mappedPort();
    expect(await lab.flows()).toContainEqual({
      protocol: 'udp',
      source: '127.0.0.1',
      sourcePort: mapped,
      target: '127.0.0.1',
      targetPort: lab.turnServers[0]?.port,
      packets: 1,
      bytes: 56,
      router: 'core',
    });
  });
});

describe('the candidate map', () => {
  test('has one answer for a socket', async () => {
    const lab = await openLab(site('s1', 'cone', ['a1']));
    const [client] = await openClients(lab, 'a1');
    const question = {id: 7, map: {address: '127.0.0.1', port: client?.rawPort}};
    const reply = await client?.askMap(question);
    expect(reply).toEqual({id: 7, address: '127.0.0.1', port: await client?.lanPort()});
  });

  test('says so when a question makes no sense', async () => {
    const lab = await openLab(site('s1', 'cone', ['a1']));
    const [client] = await openClients(lab, 'a1');
    const unclear = {error: 'not a question for the address of a socket'};
    expect(await client?.askMap('{')).toEqual(unclear);
    expect(await client?.askMap({id: 1, map: {address: '10.0.0.1', port: 5}})).toEqual(unclear);
    expect(await client?.askMap('x'.repeat(2000))).toEqual(unclear);
    const portal = await client?.lanPort();
    expect(await client?.askMap({id: 1, map: {address: '127.0.0.1', port: portal}})).toEqual({
      id: 1,
      error: `no socket of an agent has port ${portal}`,
    });
  });
});

describe('processes', () => {
  test('have a pipe as stdin, and none is left', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'claw-loopback-'));
    const lab = await openLab(site('s1', 'cone', ['a1']));
    const logFile = join(directory, 'log');
    const code = 'process.stdin.resume().on("end", () => process.exit(7))';
    const ends = lab.spawn('a1', [process.execPath, '-e', code], {logFile});
    const stays = lab.spawn('services', [process.execPath, '-e', 'setInterval(() => {}, 1000)'], {
      logFile,
    });
    ends.child.stdin?.end();
    expect(await ends.ended).toEqual({code: 7, signal: null});
    expect(await lab.down()).toEqual({leftovers: []});
    expect(await stays.ended).toEqual({code: null, signal: 'SIGTERM'});
    expect(() => lab.spawn('a9', ['true'], {logFile})).toThrow('the lab has no host "a9"');
    await rm(directory, {recursive: true});
  });
});

test('down may be called twice', async () => {
  const lab = await openLab(site('s1', 'cone', ['a1']));
  await lab.down();
  expect(await lab.down()).toEqual({leftovers: []});
});

test('IPv6 is not for this fabric', async () => {
  const spec = loopbackSpec({...site('s1', 'cone', ['a1']), ipv6: true});
  await expect(createLoopbackLab(spec)).rejects.toMatchObject({
    code: 'IPV6_UNSUPPORTED',
    exitCode: 3,
  });
});

test('the kernel link driver is not for this fabric', async () => {
  const spec = {...loopbackSpec(site('s1', 'cone', ['a1'])), linkDriver: 'netem' as const};
  await expect(createLoopbackLab(spec)).rejects.toMatchObject({
    code: 'LINK_DRIVER_UNSUPPORTED',
    exitCode: 3,
  });
});
