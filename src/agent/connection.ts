import {randomBytes} from 'node:crypto';
import {inSameNetwork} from '../core/paths/candidate-order.js';
import {Rendezvous, type RendezvousOutput} from '../core/signaling/rendezvous.js';
import type {Candidate, Reach, Signal} from '../core/signaling/signal.js';
import {Attempt} from './attempt.js';
import type {ConnectionOptions} from './connection-options.js';
import type {ConnectionStatus, Step} from './control/protocol.js';
import {Hedging} from './hedging.js';
import {monotonicMs} from './monotonic.js';
import {ConnectionTransport} from './streams/connection-transport.js';
import {Conversation} from './streams/conversation.js';

type Open = RendezvousOutput & {type: 'open'};

/** A peer may claim to be far from the seed, but not make us wait for ever. */
const PUNCH_MS_MAX = 500;

/** The lasting relation to one other agent: its rendezvous, its attempts, the one in use. */
export class Connection extends Conversation {
  readonly remote: string;
  readonly transport: ConnectionTransport;
  readonly #options: ConnectionOptions<Connection>;
  readonly #rendezvous: Rendezvous;
  readonly #attempts = new Map<string, Attempt>();
  readonly #hedging: Hedging;
  #active: Attempt | undefined;
  #timer: NodeJS.Timeout | undefined;
  #path = '';

  constructor(options: ConnectionOptions<Connection>) {
    super();
    this.remote = options.remote;
    this.#options = options;
    this.#rendezvous = new Rendezvous({local: options.local, remote: options.remote});
    this.#hedging = new Hedging({
      seedRttMs: options.seedRttMs,
      isConnecting: () => this.#active === undefined && this.#attempts.size > 0,
      attempt: () => this.#attempt(options.pools.hasRelay ? 'relayed' : 'direct'),
    });
    this.transport = new ConnectionTransport({
      isCaller: options.local < options.remote,
      initialRttMs: options.seedRttMs,
      packetBytes: options.pools.packetBytes,
      onStream: (stream) => options.onStream(this, stream),
      onDatagram: (data) => options.onDatagram(this, data),
      onSilent: () => undefined,
      onViolation: (reason) => this.#endAll(reason),
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
    this.#hedging.begin();
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
    for (const {id, reach, peer} of [...this.#attempts.values()]) {
      if (this.#permitted(id, reach)) peer.enforcePolicy();
    }
  }

  #permitted(id: string, reach: Reach, candidates?: readonly Candidate[]): boolean {
    const {allowed, reason} = this.#options.permits(reach, candidates);
    if (!allowed) this.#end(id, `policy: ${reason}`);
    return allowed;
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
    this.#hedging.stop();
    this.transport.leave();
    // A connection that closes before its channel is open does not reliably tell the other end.
    this.#endAll('the agent has left');
    this.#active = undefined;
  }

  #attempt(reach: Reach): void {
    const attempt = freshId();
    this.#step(attempt, 'caller', 'called');
    this.#rendezvous.handleInput({type: 'call', now: monotonicMs(), attempt, reach});
    this.#drain();
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
    if (!this.#permitted(id, open.reach, open.offer?.candidates)) return;
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
    if (!this.#permitted(attempt.id, attempt.reach, output.remote.candidates)) return;
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
    if (step === 'checked' && attempt.role === 'caller') {
      const isStuck = () => this.#attempts.has(attempt.id) && !attempt.open && !this.#active;
      this.#hedging.expectOpen(isStuck);
    }
    if (!attempt.established) return;
    if (this.#active && !(this.#active.reach === 'relayed' && attempt.reach === 'direct')) return;
    this.#use(attempt);
    this.#reportPath();
    // The caller decides which attempts are still worth having.
    if (attempt.role === 'caller')
      this.#hedging.settle(attempt.reach === 'direct', () => this.#endOthers());
  }

  #endAll(reason: string): void {
    for (const id of [...this.#attempts.keys()]) this.#end(id, reason);
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
    if (attempt.role === 'caller' && !this.#active) this.#hedging.help();
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
