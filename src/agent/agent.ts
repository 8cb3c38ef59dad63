import type {Objective} from '../core/paths/selector.js';
import type {Candidate, Signal} from '../core/signaling/signal.js';
import {Connection} from './connection.js';
import type {AgentEvent, AgentStatus} from './control/protocol.js';
import {monotonicMs} from './monotonic.js';
import {SeedClient} from './seed/seed-client.js';
import type {Stream} from './streams/stream.js';
import {checkStandbys, type StandbyKind, type WantedPath} from './wanted-path.js';
import type {PathKind, PeerOptions} from './webrtc/peer-contract.js';
import {PeerPools} from './webrtc/pools.js';

/** Of an agent, for its whole life. */
export interface AgentOptions {
  /** Others call it by this: letters, digits, `.`, `-`, `_`, at most 63; one of its kind at the seed. */
  name: string;
  /** WebSocket URL of the seed. */
  seedUrl: string;
  /** How it reaches others. */
  peer: PeerOptions;
  /** PeerConnections of each kind gathered ahead of any call; 0: none. */
  poolSize: number;
  /**
   * Paths to keep ready beside the direct one, or for when there is none; `relayed` is over whichever
   * way to a relay works first. Default that one; none: only the path in use is kept.
   */
  standbys?: readonly StandbyKind[];
  /**
   * How long a connection all of whose paths are gone waits for another one, in milliseconds; 0: not
   * at all. Default 30 s.
   */
  giveUpMs?: number;
  /** What a path must keep to stay in use while another does. */
  objective?: Objective;
  /** What happens, as it happens. */
  onEvent(event: AgentEvent): void;
  /** The other agent of `connection` has opened a stream. */
  onStream?(connection: Connection, stream: Stream): void;
  /** A datagram of the other agent of `connection`. */
  onDatagram?(connection: Connection, data: Uint8Array): void;
}

const CONNECTIONS_MAX = 4096;
const GIVE_UP_MS = 30_000;
/** No timer can wait longer. */
const GIVE_UP_MS_MAX = 2 ** 31 - 1;
const REPORT_MS_MIN = 200;
/** An agent reports at most this many qualities a second, over all its connections. */
const REPORTS_PER_SECOND_MAX = 100;

/** A member of a mesh: calls others through the seed and answers their calls. */
export class Agent {
  readonly #options: AgentOptions;
  readonly #pools: PeerPools;
  readonly #seed: SeedClient;
  readonly #connections = new Map<string, Connection>();
  readonly #welcomed: Promise<void>;
  #seedState: 'connected' | 'lost' = 'lost';
  #ready = false;
  #reporter: NodeJS.Timeout | undefined;

  /**
   * @throws ClawError `AGENT_STANDBYS` for standbys that cannot be had
   * @throws RangeError for a `giveUpMs` that is no time to wait
   */
  constructor(options: AgentOptions) {
    const {giveUpMs = GIVE_UP_MS} = options;
    if (!(giveUpMs >= 0 && giveUpMs <= GIVE_UP_MS_MAX))
      throw new RangeError(`giveUpMs is ${giveUpMs}, not 0 to ${GIVE_UP_MS_MAX}`);
    const servers = options.peer.turn?.servers ?? [];
    const relays = new Set(servers.map(({transport}) => `relay-${transport}` as const));
    checkStandbys(options.standbys ?? [], relays);
    this.#options = options;
    this.#pools = new PeerPools(options.peer, options.poolSize);
    let welcome: () => void;
    this.#welcomed = new Promise((resolve) => {
      welcome = resolve;
    });
    this.#seed = new SeedClient({
      url: options.seedUrl,
      agent: options.name,
      listener: {
        state: (state) => {
          this.#seedState = state;
          this.#emit({type: 'seed', state, atMs: monotonicMs()});
          if (state === 'connected') this.#welcome(welcome);
        },
        signal: (from, signal) => this.#signal(from, signal),
        unreachable: (to, attempt) => this.#connections.get(to)?.unreachable(attempt),
      },
    });
    this.#scheduleReports();
  }

  /** Resolves when the seed knows this agent and peers are gathered ahead. */
  async ready(): Promise<void> {
    await Promise.all([this.#welcomed, this.#pools.fill()]);
    this.#ready = true;
    this.#emit({type: 'ready', atMs: monotonicMs()});
  }

  /**
   * Starts connecting, unless there is a connection; streams may be opened at once. Undefined when 4096
   * connections are in use.
   */
  connect(to: string): Connection | undefined {
    const connection = this.#connection(to);
    connection?.call();
    return connection;
  }

  /** The agent and all its connections, as they are now. */
  status(): AgentStatus {
    return {
      agent: this.#options.name,
      pid: process.pid,
      ready: this.#ready,
      seed: this.#seedState,
      connections: [...this.#connections.values()].map((connection) => connection.status()),
    };
  }

  /** The policy is another: connections it forbids are closed. Peers gathered ahead are made anew. */
  enforcePolicy(): void {
    for (const connection of this.#connections.values()) connection.enforcePolicy();
    this.#pools.renew();
  }

  /** Leaves: every connection ends, and the other agents are told. */
  close(): void {
    clearTimeout(this.#reporter);
    for (const connection of this.#connections.values()) connection.close();
    this.#seed.close();
    this.#pools.close();
    this.#options.peer.candidateMap?.close();
  }

  #welcome(first: () => void): void {
    first();
    // What was gathered before the seed was lost may be of another network.
    if (this.#ready) this.#pools.renew();
    for (const connection of this.#connections.values()) connection.seedIsBack();
  }

  #signal(from: string, signal: Signal): void {
    // Only an offer begins something: the rest is nothing to an agent that knows of no call.
    const begins = signal.kind === 'describe' && signal.replyTo === undefined;
    const connection = begins ? this.#connection(from) : this.#connections.get(from);
    connection?.receive(signal);
  }

  #connection(remote: string): Connection | undefined {
    const known = this.#connections.get(remote);
    if (known) return known;
    if (this.#connections.size >= CONNECTIONS_MAX && !this.#forgetClosed()) return undefined;
    const connection = new Connection({
      local: this.#options.name,
      remote,
      pools: this.#pools,
      standbys: this.#options.standbys ?? ['relayed'],
      giveUpMs: this.#options.giveUpMs ?? GIVE_UP_MS,
      ...(this.#options.objective ? {objective: this.#options.objective} : {}),
      permits: (wanted, candidates) => this.#permits(wanted, remote, candidates),
      seedRttMs: () => this.#seed.rttMs,
      isSeedConnected: () => this.#seedState === 'connected',
      checkSeed: () => this.#seed.check(),
      send: (to, signal) => this.#seed.send(to, signal),
      emit: (event) => this.#emit({...event, atMs: monotonicMs()} as AgentEvent),
      onStream: (from, stream) => this.#options.onStream?.(from, stream),
      onDatagram: (from, data) => this.#options.onDatagram?.(from, data),
    });
    this.#connections.set(remote, connection);
    return connection;
  }

  #permits(
    wanted: WantedPath,
    remote: string,
    candidates: readonly Candidate[] = [],
  ): {allowed: boolean; reason: string} {
    const {policy} = this.#options.peer;
    if (!policy) return {allowed: true, reason: ''};
    // Which way to a relay a peer takes shows later: here it is enough that one may be taken.
    const kinds: PathKind[] =
      wanted === 'relayed'
        ? [...this.#pools.relayTransports].map((transport) => `relay-${transport}` as const)
        : [wanted];
    const paths = kinds.map((kind) => policy.path(kind, remote));
    const path = paths.find(({allowed}) => allowed) ??
      paths[0] ?? {allowed: false, reason: 'this agent has no relay'};
    if (!path.allowed || candidates.length === 0) return path;
    const allowed = candidates.some((candidate) => policy.remote(candidate, remote));
    return {allowed, reason: 'none of its candidates is allowed'};
  }

  /** Makes room; false when every connection is in use. */
  #forgetClosed(): boolean {
    for (const [remote, connection] of this.#connections) {
      if (connection.status().state !== 'closed') continue;
      connection.close();
      return this.#connections.delete(remote);
    }
    return false;
  }

  #scheduleReports(): void {
    const budgetMs = (1000 * this.#connections.size) / REPORTS_PER_SECOND_MAX;
    this.#reporter = setTimeout(
      () => {
        for (const connection of this.#connections.values()) connection.report();
        this.#scheduleReports();
      },
      Math.max(REPORT_MS_MIN, budgetMs),
    );
  }

  #emit(event: AgentEvent): void {
    this.#options.onEvent(event);
  }
}
