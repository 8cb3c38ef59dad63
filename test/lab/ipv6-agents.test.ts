import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import type {AgentEvent, SelectedPair} from '../../src/agent/control/protocol.js';
import {applySteps} from '../../src/lab/apply.js';
import type {Lab} from '../../src/lab/lab.js';
import {namespaceName} from '../../src/lab/names.js';
import {provePath} from '../../src/scenario/mesh/proof.js';
import {runClaw} from '../support/cli.js';
import {type LabAgent, startLabAgent, startSeed} from '../support/lab-agents.js';
import {RunningMesh} from '../support/running-mesh.js';
import {closeTestLab, openTestLab} from '../support/test-lab.js';

const NETWORK = '2001:db8::/32';
const TURN = '[2001:db8::2]:3478';

let lab: Lab;
const running: {agent: {close(): void}}[] = [];

beforeAll(async () => {
  const link = {up: {delayMs: 5}, down: {delayMs: 5}};
  lab = await openTestLab('userspace', [
    {name: 's1', nat: 'symmetric', hosts: ['a1'], link, ipv6: true},
    {name: 's2', nat: 'symmetric', hosts: ['b1'], link, ipv6: true},
    {name: 's3', nat: 'symmetric', hosts: ['c1'], link},
  ]);
  running.push({agent: await startSeed(lab)});
});

afterAll(async () => {
  for (const {agent} of running) agent.close();
  await closeTestLab(lab);
});

async function start(
  name: string,
  options: Omit<Parameters<typeof startLabAgent>[1], 'name'>,
): Promise<LabAgent> {
  const started = await startLabAgent(lab, {name, ...options});
  running.push(started);
  return started;
}

/** The pair in use as the agent said last. */
function pairOf({events}: LabAgent, peer: string): SelectedPair | undefined {
  const paths = events.filter((event) => event.type === 'path');
  return paths.findLast((event) => event.peer === peer)?.pair;
}

const isIpv6 = (pair: SelectedPair | undefined) => pair?.remote.address.includes(':') === true;

/** Attempts of the caller that both ends have heard each other on. */
function established(events: readonly AgentEvent[], peer: string): number {
  const steps = events.filter((event) => event.type === 'step' && event.peer === peer);
  return steps.filter((event) => event.type === 'step' && event.step === 'confirmed').length;
}

async function proven(one: LabAgent, oneName: string, other: LabAgent, otherName: string) {
  const [from, to] = [pairOf(one, otherName), pairOf(other, oneName)];
  if (!from || !to) return false;
  return provePath({from, to}, await lab.flows(), lab.turnServers);
}

/** The core loses all IPv6, or no longer. */
async function blackhole(lost: boolean): Promise<void> {
  const chain = 'chain forward {\ntype filter hook forward priority -300; policy drop;\n}\n';
  const table = lost ? `table ip6 fault {\n${chain}}\n` : 'delete table ip6 fault\n';
  const netns = namespaceName(process.pid, 'core');
  await applySteps([{title: 'fault', netns, argv: ['nft', '-f', '-'], stdin: table}]);
}

async function policy(name: string, text: string): Promise<string[]> {
  const file = join(lab.spec.directory, `${name}.yaml`);
  await writeFile(file, text);
  return ['--policy', file];
}

describe('two sites whose NATs need a relay', () => {
  it('meet over IPv6, and go over to the relay when it dies', async () => {
    const [one, two] = [await start('a1', {host: 'a1'}), await start('b1', {host: 'b1'})];
    await one.agent.connect('b1');
    await Promise.all([
      one.until(() => isIpv6(pairOf(one, 'b1'))),
      two.until(() => isIpv6(pairOf(two, 'a1'))),
    ]);
    const [connection] = (await one.agent.status()).connections;
    expect(connection).toMatchObject({
      state: 'connected',
      pair: {local: {address: '2001:db8:1:1::2'}, remote: {address: '2001:db8:2:1::2'}},
    });
    // The standby.
    await one.until((events) => established(events, 'b1') >= 2);
    expect(await proven(one, 'a1', two, 'b1')).toBe(true);

    await blackhole(true);
    const toRelay = (event: AgentEvent) => event.type === 'moved' && event.to === 'relay-udp';
    await Promise.all([one, two].map(({until}) => until((events) => events.some(toRelay))));
    await blackhole(false);
    const closed = [...one.events, ...two.events].filter(({type}) => type === 'closed');
    expect(closed).toEqual([]);
  });

  it('take the relay when only one of them has IPv6', async () => {
    const [one, two] = [await start('a2', {host: 'a1'}), await start('c1', {host: 'c1'})];
    await one.agent.connect('c1');
    await one.until(() => pairOf(one, 'c1') !== undefined);
    await two.until(() => pairOf(two, 'a2') !== undefined);
    expect(pairOf(one, 'c1')).toMatchObject({relayClient: {transport: 'udp'}});
    expect(await proven(one, 'a2', two, 'c1')).toBe(true);
  });

  it('take the relay when the policy denies IPv6', async () => {
    const args = await policy('deny', `remote: {deny: ['${NETWORK}']}\n`);
    const [one, two] = [
      await start('a3', {host: 'a1', args}),
      await start('b3', {host: 'b1', args}),
    ];
    await one.agent.connect('b3');
    await one.until(() => pairOf(one, 'b3') !== undefined);
    await one.until((events) => events.some(({type}) => type === 'refused'));
    expect(one.events).toContainEqual(
      expect.objectContaining({
        ...{type: 'refused', what: 'remote candidate', peer: 'b3'},
        ...{address: '2001:db8:2:1::2', reason: '2001:db8:2:1::2 is denied'},
      }),
    );
    expect(pairOf(one, 'b3')).toMatchObject({relayClient: {transport: 'udp'}});
    expect(await proven(one, 'a3', two, 'b3')).toBe(true);
    const pairs = [...one.events, ...two.events].filter((event) => event.type === 'path');
    expect(pairs.filter(({pair}) => isIpv6(pair))).toEqual([]);
  });
});

it('a TURN server is reached over IPv6, by UDP and by TCP', async () => {
  const args = await policy('relayed', 'paths: [relay-udp, relay-tcp]\n');
  const [access] = lab.access;
  if (!access?.turn) throw new Error('the lab has no TURN server');
  const over = (transport: string) => ({
    ...(access.turn as NonNullable<typeof access.turn>),
    uris: [`turn:${TURN}?transport=${transport}`],
  });
  const [one, two] = [
    await start('a4', {host: 'a1', args, turn: over('udp')}),
    await start('b4', {host: 'b1', args, turn: over('tcp')}),
  ];
  await one.agent.connect('b4');
  await one.until(() => pairOf(one, 'b4') !== undefined);
  await two.until(() => pairOf(two, 'a4') !== undefined);
  expect(pairOf(one, 'b4')?.relayClient).toMatchObject({
    address: '2001:db8:1:1::2',
    transport: 'udp',
  });
  expect(pairOf(two, 'a4')?.relayClient).toMatchObject({
    address: '2001:db8:2:1::2',
    transport: 'tcp',
  });
  expect(await proven(one, 'a4', two, 'b4')).toBe(true);
});

describe('claw mesh up --ipv6', () => {
  const meshes: RunningMesh[] = [];
  afterEach(async () => {
    for (const mesh of meshes.splice(0)) mesh.process.kill('SIGKILL');
    await runClaw(['clean']);
  });

  it('shows the path, and proves it', async () => {
    const sites = ['--agents', '2', '--sites', '2', '--nat', 'symmetric', '--ipv6'];
    const mesh = new RunningMesh([...sites, '--duration', '1s', '--seed', '7']);
    meshes.push(mesh);
    const {exitCode, document} = await mesh.end();
    expect(mesh.said).toBe('');
    expect(exitCode).toBe(0);
    expect(document.connections).toMatchObject([
      {path: {kind: 'direct', ipv6: true}, proof: 'agrees'},
    ]);
  });

  it('is not for the loopback fabric', async () => {
    const {exitCode, stderr} = await runClaw(['mesh', 'up', '--ipv6', '--fabric', 'loopback']);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('the loopback fabric has no IPv6, which site "s1" asks for');
  });
});
