import {execFileSync} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import type {Fabric, Lab} from '../../src/lab/lab.js';
import type {LinkModels} from '../../src/lab/links/model.js';
import {namespaceName} from '../../src/lab/names.js';
import {openLab} from '../../src/lab/open-lab.js';
import type {MeshResult} from '../../src/scenario/events.js';
import {runInvalid} from '../../src/scenario/mesh/mesh-errors.js';
import {MeshRun} from '../../src/scenario/mesh/mesh-run.js';
import {CLAW, runClaw} from '../support/cli.js';
import {RunningMesh} from '../support/running-mesh.js';

const meshes: RunningMesh[] = [];

function up(nat: string, ...args: string[]): RunningMesh {
  const mesh = new RunningMesh(['--agents', '2', '--sites', '2', '--nat', nat, ...args]);
  meshes.push(mesh);
  return mesh;
}

afterEach(async () => {
  for (const mesh of meshes.splice(0)) mesh.process.kill('SIGKILL');
  await runClaw(['clean']);
});

/** Deletes the rules of a chain of a router's NAT. */
function deleteRules(pid: number, site: string, chain: string): void {
  const argv = ['netns', 'exec', namespaceName(pid, site), 'nft', 'flush', 'chain', 'ip', 'nat'];
  execFileSync('ip', [...argv, chain]);
}

test.each([
  ['cone,none', 'outbound', /^router s1 \(cone\) after the run: asked for .*no answer over UDP$/],
  [
    'adm-adf,none',
    'remember',
    'router s1 (adm-adf) after the run: asked for address-dependent filtering, measured address-and-port-dependent filtering',
  ],
])('rules deleted in a router of %s while the mesh is up: exit 5', async (nat, chain, message) => {
  const mesh = up(nat, '--duration', '2s');
  await mesh.holding();
  deleteRules(mesh.pid, 's1', chain);
  const {exitCode, document} = await mesh.end();
  expect(document.certification.mismatches).toEqual([
    typeof message === 'string' ? message : expect.stringMatching(message),
  ]);
  expect(exitCode).toBe(5);
  expect(document).toMatchObject({
    certification: {verdict: 'invalid'},
    error: {code: 'RUN_INVALID', hint: expect.stringContaining('run it again')},
    leftovers: 0,
  });
  expect(mesh.said).toContain('claw: this run does not count: router s1');
});

test('without certification a sabotaged run is not noticed, and the result says so', async () => {
  const mesh = up('cone,none', '--duration', '1s', '--no-certify');
  await mesh.holding();
  deleteRules(mesh.pid, 's1', 'outbound');
  const {exitCode, document} = await mesh.end();
  expect(exitCode).toBe(0);
  expect(document.certification).toMatchObject({verdict: 'off', nats: [], links: []});
});

test('a link that is changed on purpose is held against what was asked for last', async () => {
  const mesh = up('cone,none', '--rtt', '20ms');
  await mesh.holding();
  const pid = String(mesh.pid);
  await runClaw(['mesh', 'impair', 's1', '--delay', '45ms', '--mesh', pid]);
  await runClaw(['mesh', 'down', '--mesh', pid]);
  const {exitCode, document} = await mesh.end();
  expect(document.certification.mismatches).toEqual([]);
  expect(exitCode).toBe(0);
  const delays = document.certification.links
    .filter(({quantity, link, direction}) => `${link} ${direction} ${quantity}` === 's1 up delayMs')
    .map(({when, asked}) => `${when} ${asked}`);
  expect(delays).toEqual(['before 5', 'after 45']);
});

const ASKED: LinkModels = {up: {delayMs: 5}, down: {delayMs: 5}};

/** A lab that says of itself what `asked` has, whatever it does. */
function pretending(lab: Lab, asked: Partial<Lab>): Lab {
  const get = (_: unknown, key: keyof Lab) => {
    const value = asked[key] ?? lab[key];
    return typeof value === 'function' && !(key in asked) ? value.bind(lab) : value;
  };
  return new Proxy({} as Lab, {get: get as ProxyHandler<Lab>['get'] & object});
}

/** Runs a mesh of two sites in this process; `sabotage` is called when the mesh holds. */
async function run(
  fabric: Fabric,
  open: typeof openLab,
  sabotage: () => Promise<void> = async () => {},
): Promise<MeshResult> {
  const directory = await mkdtemp(join(tmpdir(), 'claw-test-'));
  let sabotaged: Promise<void> | undefined;
  const site = (index: number) => ({
    name: `s${index}`,
    nat: 'cone',
    hosts: [`a${index}`],
    link: ASKED,
  });
  const mesh = new MeshRun({
    mesh: {
      ...{agents: 2, sites: 2, nat: ['cone'], rttMs: 20, jitterMs: 0, loss: 0, seed: 7},
      ...{fabric, linkDriver: 'userspace', durationMs: 500},
    },
    layout: {sites: [site(1), site(2)], pairs: [{from: 'a1', to: 'a2'}]},
    command: [process.execPath, CLAW],
    commandLine: 'claw mesh up',
    directory,
    emit: (event) => {
      if (event.type === 'phase' && event.phase === 'hold') sabotaged = sabotage();
    },
    certify: true,
    open,
  });
  const result = await mesh.run(new AbortController().signal);
  await sabotaged;
  await rm(directory, {recursive: true});
  expect(result.leftovers).toBe(0);
  return result;
}

test.each(['netns', 'loopback'] as const)(
  'a link that comes up with another delay than asked for is named, %s',
  async (fabric) => {
    const result = await run(fabric, async (spec, progress) => {
      const lab = await openLab(spec, progress);
      await lab.impair('s2', {up: {delayMs: 25}});
      return pretending(lab, {
        links: () =>
          new Map([
            ['s1', ASKED],
            ['s2', ASKED],
          ]),
      });
    });
    expect(result.certification).toMatchObject({
      verdict: 'invalid',
      mismatches: [
        expect.stringMatching(/^link s2 up before the run: asked for 5 ms delay, measured 2[5-9]/),
      ],
    });
    // It never began.
    expect(result.summary.connected).toBe(0);
    expect(runInvalid(result.certification)).toMatchObject({code: 'RUN_INVALID', exitCode: 5});
  },
);

test.each(['netns', 'loopback'] as const)(
  'a link whose delay changes behind the back of the run is named, %s',
  async (fabric) => {
    let lab: Lab | undefined;
    const open: typeof openLab = async (spec, progress) => {
      lab = await openLab(spec, progress);
      return pretending(lab, {
        links: () =>
          new Map([
            ['s1', ASKED],
            ['s2', ASKED],
          ]),
      });
    };
    const result = await run(fabric, open, async () => {
      await lab?.impair('s1', {down: {}});
    });
    expect(result.summary.connected).toBe(1);
    expect(result.certification.mismatches).toEqual([
      expect.stringMatching(/^link s1 down after the run: asked for 5 ms delay, measured 0/),
    ]);
  },
);

test.each(['netns', 'loopback'] as const)(
  'a router with another NAT than asked for is named, %s',
  async (fabric) => {
    const result = await run(fabric, async (spec, progress) => {
      const sites = spec.sites.map((site) =>
        site.name === 's1' ? {...site, nat: 'eim-eif'} : site,
      );
      return pretending(await openLab({...spec, sites}, progress), {spec});
    });
    expect(result.certification.mismatches).toEqual([
      'router s1 (eim-eif) before the run: asked for address-and-port-dependent filtering, measured endpoint-independent filtering',
    ]);
  },
);
