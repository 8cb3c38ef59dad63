import {randomBytes} from 'node:crypto';
import {inSameNetwork} from '../core/paths/candidate-order.js';
import {Rendezvous, type RendezvousOutput} from '../core/signaling/rendezvous.js';
import type {Candidate, Reach, Signal} from '../core/signaling/signal.js';
import {Attempt} from './attempt.js';
import type {AgentEvent, ConnectionStatus, Step} from './control/protocol.js';
import {monotonicMs} from './monotonic.js';
import {ConnectionTransport} from './streams/connection-transport.js';
import type {Stream} from './streams/stream.js';
import type {PeerPools} from './webrtc/pools.js';

type Event = AgentEvent extends infer E ? (E extends AgentEvent ? Omit<E, 'atMs'> : never) : never;
type Open = RendezvousOutput & {type: 'open'};

export interface ConnectionOptions {
  local: string;
  remote: string;
  pools: PeerPools;
  /**
   * Whether a way of this kind to the other agent may be tried at all. An agent that only has
   * forbidden candidates is not even told ours: its checks would be answered by the library.
   */
  permits(reach: Reach, candidates?: readonly Candidate[]): {allowed: boolean; reason: string};
  /** Round trip to the seed, in milliseconds. */
  seedRttMs(): number;
  send(to: string, signal: Signal): void;
  emit(event: Event): void;
  onStream(connection: Connection, stream: Stream): void;
  onDatagram(connection: Connection, data: Uint8Array): void;
}

/** A peer may claim to be far from the seed, but not make us wait for ever. */
const PUNCH_MS_MAX = 500;
/** A call without a first byte after this long gets another attempt. */
const HEDGE_SEED_RTTS = 24;
const HEDGE_MS_MIN = 500;
/** So does one whose attempt has a working pair but no DTLS: two round trips and time to compute. */
const OPEN_SEED_RTTS = 5;
const OPEN_MS_MIN = 80;
const HEDGES_MAX = 3;
/** How long the direct way may still take once a relayed one works. */
const UPGRADE_MS_MAX = 3000;

/** The lasting relation to one other agent: its rendezvous, its attempts, the one in use. */
export class Connection {
  readonly remote: string;
  readonly transport: ConnectionTransport;
  readonly #options: ConnectionOptions;
  readonly #rendezvous: Rendezvous;
  readonly #attempts = new Map<string, Attempt>();
  #active: Attempt | undefined;
  #timer: NodeJS.Timeout | undefined;
  #hedgeTimer: NodeJS.Timeout | undefined;
  #helped = 0;
  #upgrade: NodeJS.Timeout | undefined;
  #path = '';

  constructor(options: ConnectionOptions) {
    this.remote = options.remote;
    this.#options = options;
    this.#rendezvous = new Rendezvous({local: options.local, remote: options.remote});
    this.transport = new ConnectionTransport({
      isCaller: options.local < options.remote,
      initialRttMs: options.seedRttMs,
      onStream: (stream) => options.onStream(this, stream),
      onDatagram: (data) => options.onDatagram(this, data),
      onSilent: () => undefined,
    });
  }

  /** The direct way and the relayed one race; the first byte takes whichever is open first. */
  call(): void {
    if (this.#active || this.#attempts.size > 0) return;
    const direct = this.#options.permits('direct');
    if (direct.allowed) this.#attempt('direct');
    const relayed = this.#options.permits('relayed');
    if (this.#options.pools.hasRelay && relayed.allowed) this.#attempt('relayed');
    if (!direct.allowed && this.#attempts.size === 0) {
      const {reason} = relayed.allowed ? direct : relayed;
      this.#options.emit({type: 'closed', peer: this.remote, reason: `policy: ${reason}`});
    }
    this.#helped = 0;
    this.#hedge();
  }

  receive(signal: Signal): void {
    this.#rendezvous.handleInput({
      type: 'signal',
      now: monotonicMs(),
      signal,
      freshAttempt: freshId(),
    });
    this.#drain();
  }

  /** The seed does not know the peer, at the moment: what is established needs no seed. */
  unreachable(attempt: string): void {
    if (this.#attempts.get(attempt)?.established) return;
    this.#end(attempt, `no agent named ${this.remote} at the seed`);
  }

  /** Sends a probe on the path in use and reports what is known of it. */
  probe(): void {
    const active = this.#active;
    if (!active) return;
    active.probe();
    this.#reportPath();
    const {rttMs, loss} = active.quality.quality();
    if (rttMs === undefined) return;
    this.#options.emit({type: 'quality', peer: this.remote, rttMs, lossPct: loss * 100});
  }

  /** The policy is another: what it forbids ends. */
  enforcePolicy(): void {
    for (const attempt of [...this.#attempts.values()]) {
      const {allowed, reason} = this.#options.permits(attempt.reach);
      if (allowed) attempt.peer.enforcePolicy();
      else this.#end(attempt.id, `policy: ${reason}`);
    }
  }

  status(): ConnectionStatus {
    const current = this.#active ?? [...this.#attempts.values()][0];
    const pair = this.#active?.peer.selectedPair();
    const quality = this.#active?.quality.quality();
    return {
      peer: this.remote,
      role: current?.role ?? 'caller',
      state: this.#active ? 'connected' : current ? 'connecting' : 'closed',
      ...(pair ? {pair} : {}),
      ...(quality?.rttMs === undefined ? {} : {rttMs: quality.rttMs, lossPct: quality.loss * 100}),
    };
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#hedgeTimer);
    clearTimeout(this.#upgrade);
    this.transport.leave();
    // A connection that closes before its channel is open does not reliably tell the other end.
    for (const id of [...this.#attempts.keys()]) this.#end(id, 'the agent has left');
    this.#active = undefined;
  }

  #attempt(reach: Reach): void {
    const attempt = freshId();
    this.#step(attempt, 'caller', 'called');
    this.#rendezvous.handleInput({type: 'call', now: monotonicMs(), attempt, reach});
    this.#drain();
  }

  /** A lost check costs half a second; another attempt is faster than waiting for the next. */
  #hedge(): void {
    clearTimeout(this.#hedgeTimer);
    const waitMs = Math.max(HEDGE_MS_MIN, this.#options.seedRttMs() * HEDGE_SEED_RTTS);
    this.#hedgeTimer = setTimeout(() => {
      if (this.#active || this.#attempts.size === 0) return;
      this.#help();
      this.#hedge();
    }, waitMs);
  }

  /** A working pair should carry DTLS within two round trips; when it does not, a flight was lost. */
  #expectOpen(attempt: Attempt): void {
    const isStuck = () => this.#attempts.has(attempt.id) && !attempt.open;
    const waitMs = OPEN_MS_MIN + this.#options.seedRttMs() * OPEN_SEED_RTTS;
    if (attempt.role === 'caller') {
      setTimeout(() => {
        if (isStuck() && !this.#active) this.#help();
      }, waitMs);
    }
  }

  #help(): void {
    if (this.#helped >= HEDGES_MAX) return;
    this.#helped += 1;
    const reach = this.#options.pools.hasRelay ? 'relayed' : 'direct';
    if (this.#options.permits(reach).allowed) this.#attempt(reach);
  }

  #drain(): void {
    for (;;) {
      const output = this.#rendezvous.pollOutput();
      if (!output) break;
      this.#perform(output);
    }
    clearTimeout(this.#timer);
    const deadline = this.#rendezvous.pollTimeout();
    if (deadline === undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#rendezvous.handleInput({type: 'timeout', now: monotonicMs()});
        this.#drain();
      },
      Math.max(0, deadline - monotonicMs()) + 1,
    );
  }

  #perform(output: RendezvousOutput): void {
    switch (output.type) {
      case 'open':
        this.#open(output);
        break;
      case 'send':
        this.#options.send(output.to, output.signal);
        break;
      case 'connect':
        this.#connect(output);
        break;
      case 'candidate':
        this.#attempts.get(output.attempt)?.addCandidate(output.candidate);
        break;
      case 'close':
        this.#closed(output.attempt, output.reason);
        break;
    }
  }

  #open(open: Open): void {
    const {attempt: id, role} = open;
    const permitted = this.#options.permits(open.reach, open.offer?.candidates);
    if (!permitted.allowed) {
      this.#end(id, `policy: ${permitted.reason}`);
      return;
    }
    const peer = this.#options.pools.takeFor(open);
    if (!peer) {
      this.#end(id, 'this agent has no relay');
      return;
    }
    const own = {
      localPublic: this.#options.pools.publicAddresses,
      incarnation: this.transport.incarnation,
      remote: this.remote,
    };
    const attempt = new Attempt(open, peer, own, {
      met: (incarnation) => this.transport.meet(incarnation),
      packet: (packet) => this.transport.receive(packet),
      step: (from, step) => this.#attemptStep(from, step),
      candidate: (from, candidate) => {
        this.#rendezvous.handleInput({type: 'candidate', attempt: from.id, candidate});
        this.#drain();
      },
      closed: (from, reason) => this.#failed(from, reason),
    });
    this.#attempts.set(id, attempt);
    void peer.gathered.then(() => {
      if (!this.#attempts.has(id)) return;
      this.#rendezvous.handleInput({
        type: 'described',
        attempt: id,
        sdp: peer.description(),
        symmetric: this.#options.pools.symmetric,
        seedRttMs: this.#options.seedRttMs(),
        candidates: peer.candidates,
      });
      this.#step(id, role, 'described');
      this.#drain();
    });
  }

  #connect(output: RendezvousOutput & {type: 'connect'}): void {
    const attempt = this.#attempts.get(output.attempt);
    if (!attempt) return;
    const permitted = this.#options.permits(attempt.reach, output.remote.candidates);
    if (!permitted.allowed) {
      this.#end(attempt.id, `policy: ${permitted.reason}`);
      return;
    }
    this.#step(attempt.id, attempt.role, 'answered');
    // A caller's NAT lets a check in only after the caller's own first check, so a callee waits
    // until its answer has arrived: both then start at once and neither's check is lost.
    const {remote} = output;
    const near = inSameNetwork(this.#options.pools.publicAddresses, remote.candidates);
    const travelMs = (remote.seedRttMs + this.#options.seedRttMs()) / 2;
    const delayMs = attempt.role === 'callee' && !near ? Math.min(travelMs, PUNCH_MS_MAX) : 0;
    setTimeout(() => attempt.connect(remote.sdp, remote.candidates), delayMs);
  }

  #attemptStep(attempt: Attempt, step: Step): void {
    this.#step(attempt.id, attempt.role, step);
    if (step === 'checked') this.#expectOpen(attempt);
    if (!attempt.established) return;
    if (this.#active && !(this.#active.reach === 'relayed' && attempt.reach === 'direct')) return;
    this.#use(attempt);
    this.#reportPath();
    if (attempt.role === 'caller') this.#settle(attempt);
  }

  /** The caller decides which attempts are still worth having. */
  #settle(winner: Attempt): void {
    clearTimeout(this.#upgrade);
    if (winner.reach === 'direct') this.#endOthers();
    else this.#upgrade = setTimeout(() => this.#endOthers(), UPGRADE_MS_MAX);
  }

  #endOthers(): void {
    for (const {id} of [...this.#attempts.values()]) {
      if (id !== this.#active?.id) this.#end(id, 'another attempt is in use');
    }
  }

  #reportPath(): void {
    const pair = this.#active?.peer.selectedPair();
    if (!pair) return;
    const text = JSON.stringify(pair);
    if (text === this.#path) return;
    this.#path = text;
    this.#options.emit({type: 'path', peer: this.remote, pair});
  }

  /** This side gives an attempt up; the rendezvous tells the peer and closes it here. */
  #end(attempt: string, reason: string): void {
    this.#rendezvous.handleInput({type: 'closed', attempt, reason});
    this.#drain();
  }

  /** An attempt of ours that fails before anything works gets a successor, a few times. */
  #failed(attempt: Attempt, reason: string): void {
    if (attempt.role === 'caller' && !this.#active) this.#help();
    this.#end(attempt.id, reason);
  }

  #closed(id: string, reason: string): void {
    const attempt = this.#attempts.get(id);
    attempt?.close();
    this.#attempts.delete(id);
    if (attempt !== undefined && this.#active === attempt) this.#use(this.#fallback());
    if (this.#attempts.size > 0) return;
    this.transport.end(reason);
    // A call that did not come about is for its caller to tell: it may be trying again.
    const told = attempt && (attempt.role === 'caller' || attempt.established);
    if (told) this.#options.emit({type: 'closed', peer: this.remote, reason});
  }

  #use(attempt: Attempt | undefined): void {
    this.#active = attempt;
    this.transport.attach(attempt?.peer);
  }

  #fallback(): Attempt | undefined {
    return [...this.#attempts.values()].find(({established}) => established);
  }

  #step(attempt: string, role: 'caller' | 'callee', step: Step): void {
    this.#options.emit({type: 'step', peer: this.remote, role, attempt, step});
  }
}

function freshId(): string {
  return randomBytes(8).toString('base64url');
}
