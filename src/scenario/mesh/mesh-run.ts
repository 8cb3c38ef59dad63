import {setMaxListeners} from 'node:events';
import {availableParallelism} from 'node:os';
import {setTimeout as delay} from 'node:timers/promises';
import type {AgentEvent} from '../../agent/control/protocol.js';
import type {Lab, LabSpec} from '../../lab/lab.js';
import type {LinkModel, LinkModels} from '../../lab/links/model.js';
import {openLab} from '../../lab/open-lab.js';
import type {Emit, LabFacts, MeshResult} from '../events.js';
import {AgentFleet} from './agent-fleet.js';
import {callAll} from './call-schedule.js';
import {ConnectionLog} from './connection-log.js';
import {aborted, unlessCut} from './cut.js';
import {notUp, serviceDied} from './mesh-errors.js';
import {meshResult, siteFacts} from './mesh-result.js';
import {agentNames, type MeshLayout, type MeshOptions, meshSites} from './options.js';
import {allPairs, type Pair} from './pairs.js';
import {provePath} from './proof.js';
import {RunCertifier} from './run-certifier.js';

/** A pair that has not exchanged its first byte by then has failed. */
const CONNECT_MS_MAX = 20_000;
/** How long the slower data channel beside the last connections may still take. */
const CHANNEL_MS_MAX = 5000;
/** Quality events are for eyes. */
const QUALITY_MS_MIN = 1000;

export interface MeshRunOptions {
  mesh: MeshOptions;
  /** Other sites, and pairs to connect, than those that `mesh` describes. */
  layout?: MeshLayout;
  /** argv that runs this CLI. */
  command: readonly string[];
  /** For the result: what the user typed. */
  commandLine: string;
  /** Directory for logs and sockets, mode 0700. */
  directory: string;
  emit: Emit;
  /** Whether an independent probe measures the lab before and after (docs/certification.md). */
  certify: boolean;
  /** Brings the lab up; default `openLab`. */
  open?: typeof openLab;
}

/**
 * One mesh from nothing to nothing: lab, certified, agents, every pair connected, held, proven,
 * certified again, taken down.
 */
export class MeshRun {
  readonly #options: MeshRunOptions;
  readonly #spec: LabSpec;
  readonly #logs: Map<string, ConnectionLog>;
  readonly #certifier: RunCertifier;
  readonly #lastQuality = new Map<string, number>();
  readonly #waiting = new Map<ConnectionLog, () => void>();
  readonly #stop = new AbortController();
  #lab: Lab | undefined;
  #fleet: AgentFleet | undefined;
  #fatal: unknown;
  #ending = false;

  constructor(options: MeshRunOptions) {
    this.#options = options;
    const {mesh, directory, emit, certify} = options;
    this.#certifier = new RunCertifier(emit, certify);
    const {sites, pairs} = options.layout ?? {
      sites: meshSites(mesh),
      pairs: allPairs(agentNames(mesh.agents)),
    };
    this.#spec = {
      ownerPid: process.pid,
      seed: mesh.seed,
      fabric: mesh.fabric,
      linkDriver: mesh.linkDriver,
      sites,
      directory,
    };
    this.#logs = new Map(pairs.map((pair) => [key(pair), new ConnectionLog(pair, mesh.rttMs)]));
  }

  /**
   * Runs until the duration is over, `stop` is called, or `interrupted` aborts; always takes
   * everything down. Resolves with what was measured, also when it was cut short.
   * @throws ClawError when the lab or an agent cannot start, or a service of the lab dies.
   */
  async run(interrupted: AbortSignal): Promise<MeshResult> {
    const {emit, mesh} = this.#options;
    const cut = AbortSignal.any([interrupted, this.#stop.signal]);
    // Every call in flight waits for it; there are as many as there are calls, not a leak.
    setMaxListeners(0, cut);
    emit({
      type: 'run',
      command: this.#options.commandLine,
      seed: mesh.seed,
      agents: mesh.agents,
      expected: this.#logs.size,
      rttMs: mesh.rttMs,
    });
    let leftovers: string[] = [];
    try {
      await this.#up(cut, interrupted);
    } finally {
      this.#ending = true;
      emit({type: 'phase', phase: 'down'});
      this.#fleet?.release();
      leftovers = (await this.#lab?.down())?.leftovers ?? [];
    }
    if (this.#fatal !== undefined) throw this.#fatal;
    for (const text of leftovers) {
      emit({
        type: 'warning',
        code: 'LEFTOVER',
        message: `still there: ${text}`,
        hint: 'claw clean',
      });
    }
    const result = this.#result(leftovers.length);
    emit({type: 'result', result});
    return result;
  }

  /** Ends the run as if its duration were over. */
  stop(): void {
    this.#stop.abort();
  }

  /** Ends the run, which then rejects with `error`. Does nothing once it is being taken down. */
  end(error: unknown): void {
    if (this.#ending) return;
    this.#fatal ??= error;
    this.#stop.abort();
  }

  /** The result as it stands. */
  status(): MeshResult {
    return this.#result(0);
  }

  /** Undefined while it is still being built. */
  get lab(): Lab | undefined {
    return this.#lab;
  }

  /** Changes a link and resolves with its models once they are in force. */
  async impair(link: string, change: {up?: LinkModel; down?: LinkModel}): Promise<LinkModels> {
    if (!this.#lab) throw notUp();
    await this.#lab.impair(link, change);
    const models = this.#lab.links().get(link);
    if (!models) throw notUp();
    this.#options.emit({type: 'impaired', link, models});
    return models;
  }

  async #up(cut: AbortSignal, interrupted: AbortSignal): Promise<void> {
    const {emit, mesh, open = openLab} = this.#options;
    emit({type: 'phase', phase: 'lab'});
    const lab = await open(this.#spec, (text) => emit({type: 'step', text}));
    this.#lab = lab;
    void lab.serviceDied.then(({service, reason}) => this.end(serviceDied(service, reason)));
    emit({type: 'lab', lab: this.#facts(), sites: siteFacts(this.#spec, lab)});
    if (cut.aborted) return;

    const asAsked = await unlessCut(this.#certifier.pass(lab, 'before'), cut);
    if (cut.aborted || !asAsked) return;

    emit({type: 'phase', phase: 'agents'});
    const fleet = this.#fleetOf(lab);
    this.#fleet = fleet;
    await unlessCut(fleet.start(), cut);
    if (cut.aborted) return;

    emit({type: 'phase', phase: 'connect'});
    await this.#connectAll(fleet, cut);
    if (cut.aborted) return;

    emit({type: 'phase', phase: 'hold'});
    await this.#hold(mesh.durationMs, cut);
    await this.#prove(lab);
    if (interrupted.aborted || this.#fatal !== undefined) return;

    // What agents send would queue before the probe's packets.
    await fleet.end();
    await unlessCut(this.#certifier.pass(lab, 'after'), interrupted);
  }

  #fleetOf(lab: Lab): AgentFleet {
    const {emit, command, mesh} = this.#options;
    return new AgentFleet({
      lab,
      command,
      carrier: mesh.carrier ?? 'rtp',
      emit,
      onEvent: (agent, event) => this.#record(agent, event),
      onLost: (agent) => this.#lost(agent),
      onFatal: (error) => this.end(error),
    });
  }

  async #connectAll(fleet: AgentFleet, cut: AbortSignal): Promise<void> {
    const pairs = [...this.#logs.values()].map(({pair}) => pair);
    await callAll(pairs, availableParallelism(), (pair) => this.#connect(fleet, pair, cut), cut);
    const measured = async () => {
      while ([...this.#logs.values()].some((log) => log.connected && !log.channelMeasured)) {
        await delay(20, undefined, {signal: cut});
      }
    };
    await Promise.race([
      measured(),
      delay(CHANNEL_MS_MAX, undefined, {signal: cut, ref: false}),
    ]).catch(() => undefined);
  }

  async #connect(fleet: AgentFleet, pair: Pair, cut: AbortSignal): Promise<void> {
    const log = this.#logs.get(key(pair));
    const caller = fleet.get(pair.from);
    if (!log || !caller || log.settled) return;
    const settled = new Promise<void>((resolve) => this.#waiting.set(log, resolve));
    const timer = setTimeout(() => {
      log.fail(`no first byte within ${CONNECT_MS_MAX / 1000} s`);
      this.#changed(log);
    }, CONNECT_MS_MAX);
    // Not waited for: an agent that never answers its control connection must not hold up the run.
    caller.connect(pair.to).catch((error: Error) => {
      log.fail(error.message);
      this.#changed(log);
    });
    await unlessCut(settled, cut);
    clearTimeout(timer);
  }

  async #hold(durationMs: number | undefined, cut: AbortSignal): Promise<void> {
    if (durationMs === undefined) await aborted(cut);
    else await delay(durationMs, undefined, {signal: cut}).catch(() => undefined);
  }

  /** Compares what the agents say with what the routers counted. */
  async #prove(lab: Lab): Promise<void> {
    const flows = await lab.flows();
    for (const log of this.#logs.values()) {
      if (!log.connected) continue;
      log.prove(provePath(log.selected, flows, lab.turnServers));
      this.#options.emit({type: 'connection', connection: log.result()});
    }
  }

  #record(agent: string, event: AgentEvent): void {
    if (event.type === 'seed' || event.type === 'ready' || event.type === 'refused') return;
    const log =
      this.#logs.get(key({from: agent, to: event.peer})) ??
      this.#logs.get(key({from: event.peer, to: agent}));
    if (!log || this.#ending) return;
    if (log.record(agent, event)) this.#changed(log);
    if (event.type === 'quality' && log.pair.from === agent) this.#quality(log, event.atMs);
  }

  #changed(log: ConnectionLog): void {
    this.#options.emit({type: 'connection', connection: log.result()});
    if (!log.settled) return;
    this.#waiting.get(log)?.();
    this.#waiting.delete(log);
  }

  #quality({pair, quality}: ConnectionLog, atMs: number): void {
    const last = this.#lastQuality.get(key(pair)) ?? Number.NEGATIVE_INFINITY;
    if (!quality || atMs - last < QUALITY_MS_MIN) return;
    this.#lastQuality.set(key(pair), atMs);
    this.#options.emit({type: 'quality', ...pair, ...quality});
  }

  #lost(agent: string): void {
    for (const log of this.#logs.values()) {
      if (log.pair.from !== agent && log.pair.to !== agent) continue;
      log.fail(`agent ${agent} ended`);
      this.#changed(log);
    }
  }

  #facts(): LabFacts {
    const {fabric, linkDriver} = this.#spec;
    return {fabric, linkDriver, turn: this.#lab?.turn ?? 'none'};
  }

  #result(leftovers: number): MeshResult {
    return meshResult({
      commandLine: this.#options.commandLine,
      spec: this.#spec,
      lab: this.#facts(),
      logs: [...this.#logs.values()],
      certification: this.#certifier.result,
      leftovers,
    });
  }
}

function key({from, to}: Pair): string {
  return `${from} ${to}`;
}
