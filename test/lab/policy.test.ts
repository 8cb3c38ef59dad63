import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it, vi} from 'vitest';
import type {AgentEvent} from '../../src/agent/control/protocol.js';
import {applySteps} from '../../src/lab/apply.js';
import {flowRules, readFlows} from '../../src/lab/flows.js';
import type {FlowCount, Lab} from '../../src/lab/lab.js';
import {namespaceName, SERVICES} from '../../src/lab/names.js';
import {startControlled} from '../../src/scenario/controlled-process.js';
import {AgentProcess, agentArguments} from '../../src/scenario/mesh/agent-process.js';
import {provePath} from '../../src/scenario/mesh/proof.js';
import {CLAW} from '../support/cli.js';
import {closeTestLab, openTestLab} from '../support/test-lab.js';

const RELAY = '198.18.0.2';
const TURN_PORT = 3478;
const WAN = {a1: '198.18.1.2', a2: '198.18.2.2'} as const;
const ZONES = `
relays: {dmz: [198.18.0.0/29]}
zones: {plant: {agents: [a1]}, office: {agents: [a2]}}
`;
/** The sites are 198.18.1.0/30 and 198.18.2.0/30 outside, 10.1.0.0/24 and 10.2.0.0/24 inside. */
const FORBIDDEN = {
  a1: ['198.18.2.0/30', '10.2.0.0/24'],
  a2: ['198.18.1.0/30', '10.1.0.0/24'],
} as const;

let lab: Lab;
const captures: ChildProcess[] = [];

beforeAll(async () => {
  const link = {up: {}, down: {}};
  lab = await openTestLab('netem', [
    {name: 's1', nat: 'cone', hosts: ['a1'], link},
    {name: 's2', nat: 'cone', hosts: ['a2'], link},
  ]);
});

afterAll(async () => {
  for (const capture of captures) capture.kill('SIGTERM');
  await closeTestLab(lab);
});

/** Writes every packet of the host's own interfaces to a file; resolves when it listens. */
async function capture(host: string): Promise<() => Promise<string>> {
  const file = join(lab.spec.directory, `${host}.pcap`);
  const argv = ['netns', 'exec', `claw-${process.pid}-${host}`, 'tcpdump'];
  const child = spawn(
    'ip',
    [...argv, '-i', 'any', '--immediate-mode', '-U', '-Z', 'root', '-w', file, 'udp'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  captures.push(child);
  let said = '';
  for await (const bytes of child.stderr.iterator({destroyOnReturn: false})) {
    said += String(bytes);
    if (said.includes('listening on')) break;
  }
  child.stderr.resume();
  return async () => {
    child.kill('SIGINT');
    await once(child, 'close');
    return file;
  };
}

/** Has a namespace count what it sends itself, also to itself. */
async function countSent(name: string): Promise<void> {
  const stdin = flowRules('ip').replace('hook forward', 'hook output');
  const netns = namespaceName(process.pid, name);
  await applySteps([{title: 'counters', netns, argv: ['nft', '-f', '-'], stdin}]);
}

async function sentBy(name: string): Promise<FlowCount[]> {
  const namespace = namespaceName(process.pid, name);
  const flows = await readFlows({namespace, counted: 'ip', router: name});
  return flows.filter(({target}) => !target.startsWith('127.'));
}

/** Packets of UDP from one address to the TURN server. */
function packetsToRelay(flows: readonly FlowCount[], from: string, router: string): number {
  return flows
    .filter((flow) => flow.router === router && flow.protocol === 'udp' && flow.source === from)
    .filter(({target, targetPort}) => target === RELAY && targetPort === TURN_PORT)
    .reduce((sum, flow) => sum + flow.packets, 0);
}

function packets(file: string, filter: string): string[] {
  const text = execFileSync('tcpdump', ['-n', '-r', file, filter], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return text.split('\n').filter(Boolean);
}

async function startAgent(host: 'a1' | 'a2') {
  const access = lab.access.find((one) => one.host === host);
  if (!access) throw new Error(`no host ${host}`);
  const policy = join(lab.spec.directory, `${host}.yaml`);
  const deny = `remote: {deny: [${FORBIDDEN[host].join(', ')}]}`;
  await writeFile(
    policy,
    `${deny}${ZONES}rules: [{between: [plant, office], action: relayOnly, relays: [dmz]}]\n`,
  );
  const auditLog = join(lab.spec.directory, `${host}.audit`);
  const argv = [CLAW, ...agentArguments(access), '--policy', policy, '--audit-log', auditLog];
  const agent = await AgentProcess.start(lab, {name: host, host, argv});
  const events: AgentEvent[] = [];
  const watchers = new Set<() => void>();
  await agent.follow((event) => {
    events.push(event);
    for (const watcher of watchers) watcher();
  });
  const told = async (type: AgentEvent['type']) => {
    while (!events.some((event) => event.type === type)) {
      await new Promise<void>((resolve) => watchers.add(resolve));
    }
  };
  return {agent, events, told, auditLog, policy};
}

it('zones meet at the relay and nowhere else', async () => {
  const seedListen = `${lab.seed.listen.address}:${lab.seed.listen.port}`;
  const seed = ['agent', '--name', 'seed', '--seed-listen', seedListen, '--attached'];
  const {control} = await startControlled(lab, {
    name: 'seed',
    host: lab.seed.host,
    argv: [CLAW, ...seed],
  });
  const stops = {a1: await capture('a1'), a2: await capture('a2')};
  for (const name of ['a1', 'a2', SERVICES]) await countSent(name);
  const [one, two] = [await startAgent('a1'), await startAgent('a2')];
  await one.agent.connect('a2');
  await Promise.all([one.told('path'), two.told('path')]);

  const [connection] = (await one.agent.status()).connections;
  expect(connection).toMatchObject({
    state: 'connected',
    pair: {local: {address: RELAY, type: 'relay'}, remote: {address: RELAY, type: 'relay'}},
  });
  const flows = await lab.flows();
  const crossing = flows.filter(({source, target}) =>
    [source, target].every((address) => /^(198\.18\.[12]|10\.[12])\./.test(address)),
  );
  expect(crossing).toEqual([]);
  expect(flows.some(({target, targetPort}) => target === RELAY && targetPort === 3478)).toBe(true);

  await expectRelayedOnly(one.agent, two.agent);

  for (const host of ['a1', 'a2'] as const) {
    const file = await stops[host]();
    const forbidden = FORBIDDEN[host].map((cidr) => `net ${cidr}`).join(' or ');
    expect(packets(file, forbidden)).toEqual([]);
    expect(packets(file, `host ${RELAY}`).length).toBeGreaterThan(0);
  }
  const audit = (await readFile(one.auditLog, 'utf8')).trim().split('\n');
  expect(audit.map((text) => JSON.parse(text))).toContainEqual(
    expect.objectContaining({what: 'path', peer: 'a2', address: 'direct'}),
  );

  // A bad file keeps the policy; a stricter one ends the connection.
  await writeFile(one.policy, 'rules: nonsense');
  const oneControl = await controlOf('a1');
  await expect(oneControl.request('policy.reload')).rejects.toThrow(/a1\.yaml:1/);
  expect((await one.agent.status()).connections[0]?.state).toBe('connected');
  await writeFile(one.policy, `${ZONES}rules: [{between: [plant, office], action: deny}]\n`);
  await oneControl.request('policy.reload');
  await one.told('closed');
  expect(one.events.find(({type}) => type === 'closed')).toMatchObject({
    reason: 'policy: between plant and office, nothing is allowed',
  });
  for (const closable of [oneControl, control, one.agent, two.agent]) closable.close();
});

/** What the agents say of their path is what hosts, routers and the relay have counted. */
async function expectRelayedOnly(one: AgentProcess, two: AgentProcess): Promise<void> {
  const pairOf = async (agent: AgentProcess) => (await agent.status()).connections[0]?.pair;
  const [from, to] = await vi.waitFor(async () => {
    const pairs = [await pairOf(one), await pairOf(two)] as const;
    expect(pairs[0]?.local).toEqual(pairs[1]?.remote);
    expect(pairs[1]?.local).toEqual(pairs[0]?.remote);
    return pairs;
  });
  if (!from || !to) throw new Error('the agents are connected');
  expect(provePath({from, to}, await lab.flows(), lab.turnServers)).toBe(true);

  for (const host of ['a1', 'a2'] as const) {
    const before = await sentBy(host);
    const routed = packetsToRelay(await lab.flows(), WAN[host], 'core');
    const after = await sentBy(host);
    const own = after[0]?.source ?? '';
    // Counted one after the other, while the agents go on.
    expect(packetsToRelay(before, own, host)).toBeLessThanOrEqual(routed);
    expect(packetsToRelay(after, own, host)).toBeGreaterThanOrEqual(routed);
    expect(routed).toBeGreaterThan(0);
    // Seed, STUN and TURN are there, and nobody else.
    expect(after.filter(({target}) => !target.startsWith('198.18.0.'))).toEqual([]);
  }

  const [relayedOne, relayedTwo] = [from.local.port, to.local.port];
  const within = (await sentBy(SERVICES)).filter(({protocol, source, target}) =>
    [protocol, source, target].every((word, at) => word === ['udp', RELAY, RELAY][at]),
  );
  const between = (sourcePort: number, targetPort: number) =>
    expect(within).toContainEqual(expect.objectContaining({sourcePort, targetPort}));
  between(relayedOne, relayedTwo);
  between(relayedTwo, relayedOne);
}

async function controlOf(host: string) {
  const {LineRpcClient} = await import('../../src/agent/control/line-rpc-client.js');
  return LineRpcClient.connect(join(lab.spec.directory, `${host}.sock`));
}
