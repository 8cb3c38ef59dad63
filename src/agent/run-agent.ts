import {cleanup} from 'node-datachannel';
import {ClawError} from '../errors.js';
import {readPolicyFile} from '../policy/policy-file.js';
import {Agent} from './agent.js';
import {LineRpcServer} from './control/line-rpc-server.js';
import type {AgentEvent} from './control/protocol.js';
import {monotonicMs} from './monotonic.js';
import {PolicyGuard} from './policy-guard.js';
import {isAgentName} from './seed/envelope.js';
import {SeedServer} from './seed/seed-server.js';
import type {StandbyKind} from './wanted-path.js';
import {CandidateMap} from './webrtc/candidate-map.js';
import type {CarrierName} from './webrtc/carrier.js';
import type {TurnOptions} from './webrtc/peer-contract.js';

export interface RunAgentOptions {
  name: string;
  /** WebSocket URL of the seed to join; absent when this agent is only a seed. */
  seedUrl: string | undefined;
  /** Be a seed for others at this address. */
  seedListen: {address: string; port: number} | undefined;
  bindAddress: string | undefined;
  stun: string | undefined;
  turn: TurnOptions | undefined;
  /** What packets are sent in. */
  carrier: CarrierName;
  /** Paths to keep ready; undefined: as an agent does by itself. */
  standbys: readonly StandbyKind[] | undefined;
  candidateMap: {address: string; port: number} | undefined;
  poolSize: number;
  /** Path of a policy file. */
  policy: string | undefined;
  /** Where refusals are appended. */
  auditLog: string | undefined;
  /** Path of the control socket. */
  controlPath: string | undefined;
  /** Aborted when the agent is to leave. */
  signal: AbortSignal;
  /** Calls `reload` each time the policy file is to be read again, and returns how to stop that. */
  onReloadAsked(reload: () => void): () => void;
  /** Told once everything listens and the agent is ready to call. */
  onReady(facts: {seedPort?: number}): void;
}

/** Runs one agent until `signal` aborts. */
export async function runAgent(options: RunAgentOptions): Promise<void> {
  if (!isAgentName(options.name)) throw badName(options.name);
  const closers: (() => unknown)[] = [];
  try {
    const seed = options.seedListen && (await openSeed(options.seedListen, closers));
    // A seed connects to nobody; a policy that cannot be read is wrong all the same.
    if (options.policy !== undefined) readPolicyFile(options.policy);
    if (options.seedUrl !== undefined) await join(options, options.seedUrl, closers);
    else await serveControl(options, closers, () => ({agent: options.name, pid: process.pid}));
    options.onReady(seed ? {seedPort: seed.port} : {});
    await aborted(options.signal);
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

async function openSeed(
  listen: {address: string; port: number},
  closers: (() => unknown)[],
): Promise<SeedServer> {
  const seed = await SeedServer.listen(listen.address, listen.port);
  closers.push(() => seed.close());
  return seed;
}

async function join(
  options: RunAgentOptions,
  seedUrl: string,
  closers: (() => unknown)[],
): Promise<void> {
  const {bindAddress, stun, turn, carrier, standbys} = options;
  const candidateMap = options.candidateMap && (await CandidateMap.open(options.candidateMap));
  let publish: (event: AgentEvent) => void = () => undefined;
  const guard = openPolicy(options, (event) => publish(event));
  const agent = new Agent({
    name: options.name,
    seedUrl,
    peer: {
      carrier,
      ...(bindAddress === undefined ? {} : {bindAddress}),
      ...(stun === undefined ? {} : {stun}),
      ...(turn === undefined ? {} : {turn}),
      ...(candidateMap === undefined ? {} : {candidateMap}),
      ...(guard === undefined ? {} : {policy: guard.enforcer}),
    },
    poolSize: options.poolSize,
    ...(standbys === undefined ? {} : {standbys}),
    onEvent: (event) => publish(event),
  });
  // The library's threads belong to the process, not to the agent.
  closers.push(cleanup, () => agent.close());
  const control = await serveControl(options, closers, () => agent.status(), {
    connect: (params) => {
      agent.connect(readTarget(params));
    },
    ...(guard === undefined ? {} : {'policy.reload': () => reload(guard, agent)}),
  });
  if (guard) closers.push(options.onReloadAsked(() => reload(guard, agent)));
  publish = (event) => control?.publish(event);
  await Promise.race([agent.ready(), aborted(options.signal)]);
}

function openPolicy(
  {name, policy, auditLog}: RunAgentOptions,
  publish: (event: AgentEvent) => void,
): PolicyGuard | undefined {
  if (policy === undefined) return undefined;
  return new PolicyGuard({
    file: policy,
    agent: name,
    auditLog,
    onRefused: (refusal) => publish({type: 'refused', ...refusal, atMs: monotonicMs()}),
  });
}

function reload(guard: PolicyGuard, agent: Agent): void {
  guard.reload();
  agent.enforcePolicy();
}

async function serveControl(
  options: RunAgentOptions,
  closers: (() => unknown)[],
  status: () => unknown,
  handlers: Record<string, (params: unknown) => unknown> = {},
): Promise<LineRpcServer | undefined> {
  if (options.controlPath === undefined) return undefined;
  const control = await LineRpcServer.listen(options.controlPath, {...handlers, status});
  closers.push(() => control.close());
  return control;
}

function readTarget(params: unknown): string {
  const to = (params as {to?: unknown}).to;
  if (isAgentName(to)) return to;
  throw new ClawError('connect needs {to: NAME}', {code: 'BAD_REQUEST'});
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), {once: true});
  });
}

function badName(name: string): ClawError {
  return new ClawError(`"${name}" is not a name for an agent`, {
    code: 'AGENT_NAME',
    hint: 'Use letters, digits, dot, dash and underscore, at most 63, starting with a letter or digit.',
  });
}
