import {randomBytes} from 'node:crypto';
import {inSameNetwork} from '../core/paths/candidate-order.js';
import type {MoveReason} from '../core/paths/selector.js';
import type {RendezvousOutput} from '../core/signaling/rendezvous.js';
import type {Candidate, Reach, Signal} from '../core/signaling/signal.js';
import {Attempt} from './attempt.js';
import {Attempts} from './attempts.js';
import type {ConnectionOptions} from './connection-options.js';
import {connectionStatus} from './connection-status.js';
import type {ConnectionStatus, Step} from './control/protocol.js';
import {Hedging} from './hedging.js';
import {Ladder} from './ladder.js';
import {monotonicMs} from './monotonic.js';
import {RendezvousDriver} from './rendezvous-driver.js';
import {ConnectionTransport} from './streams/connection-transport.js';
import {Conversation} from './streams/conversation.js';

type Open = RendezvousOutput & {type: 'open'};

/** A peer may claim to be far from the seed, but not make us wait for ever. */
const PUNCH_MS_MAX = 500;
const SUPERFLUOUS = 'another attempt is in use';

/** The lasting relation to one other agent: its rendezvous, its attempts, the one in use. */
export class Connection extends Conversation {
  readonly remote: string;
  readonly transport: ConnectionTransport;
  readonly #options: ConnectionOptions<Connection>;
  readonly #rendezvous: RendezvousDriver;
  readonly #attempts = new Attempts();
  readonly #hedging: Hedging;
  readonly #ladder: Ladder;
  #active: Attempt | undefined;
  #path = '';

  constructor(options: ConnectionOptions<Connection>) {
    super();
    this.remote = options.remote;
    this.#options = options;
    this.#rendezvous = new RendezvousDriver(options, (output) => this.#perform(output));
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
      onViolation: (reason) => this.#endAll(this.#attempts.values(), reason),
      onMoved: ({reason}) => this.#follow(reason),
      ...(options.objective ? {objective: options.objective} : {}),
    });
    this.#ladder = new Ladder({
      wants: () => this.#wants(),
      has: (reach) => this.#attempts.of(reach).length > 0,
      attempt: (reach) => this.#attempt(reach),
      giveUp: (reach) =>
        this.#endAll(
          this.#attempts.of(reach).filter(({established}) => !established),
          SUPERFLUOUS,
        ),
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
    this.#rendezvous.handle({
      type: 'signal',
      now: monotonicMs(),
      signal,
      freshAttempt: freshId(),
    });
  }

  /** The seed does not know the peer, at the moment: what is established needs no seed. */
  unreachable(attempt: string): void {
    if (this.#attempts.get(attempt)?.established) return;
    this.#end(attempt, `no agent named ${this.remote} at the seed`);
  }

  /** Reports which path is in use, and how good it and the others are. */
  report(): void {
    if (!this.#active) return;
    this.#reportPath();
    const {peer, rttMs, lossPct, paths} = this.status();
    if (rttMs === undefined || lossPct === undefined) return;
    this.#options.emit({type: 'quality', peer, rttMs, lossPct, paths});
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
    const ways = {active: this.#active, all: [...this.#attempts.values()]};
    return connectionStatus(this.remote, ways, this.transport.quality);
  }

  close(): void {
    this.#hedging.stop();
    this.#ladder.stop();
    this.transport.leave();
    // A connection that closes before its channel is open does not reliably tell the other end.
    this.#endAll(this.#attempts.values(), 'the agent has left');
    this.#rendezvous.stop();
    this.#active = undefined;
  }

  #attempt(reach: Reach): void {
    const attempt = freshId();
    this.#step(attempt, 'caller', 'called');
    this.#rendezvous.handle({type: 'call', now: monotonicMs(), attempt, reach});
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
      packet: (from, packet) => this.transport.receive(packet, from.path),
      step: (from, step) => this.#attemptStep(from, step),
      candidate: (from, candidate) => {
        this.#rendezvous.handle({type: 'candidate', attempt: from.id, candidate});
      },
      closed: (from, reason) => this.#failed(from, reason),
    });
    this.#attempts.set(id, attempt);
    void peer.gathered.then(() => {
      if (!this.#attempts.has(id)) return;
      this.#rendezvous.handle({
        type: 'described',
        attempt: id,
        sdp: peer.description(),
        symmetric: this.#options.pools.symmetric,
        seedRttMs: this.#options.seedRttMs(),
        candidates: peer.candidates,
      });
      this.#step(id, role, 'described');
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
    if (!attempt.established || attempt.path !== undefined) return;
    this.#ladder.onEstablished(attempt.reach);
    attempt.path = this.transport.add({pipe: attempt.peer, rank: attempt.rank});
    this.#follow('better');
    // The caller decides which attempts are still worth having.
    if (attempt.role === 'caller')
      this.#hedging.settle(attempt.reach === 'direct', () => this.#tidy());
  }

  /** The transport may have another path in use. */
  #follow(reason: MoveReason): void {
    const {activePath} = this.transport;
    const [from, to] = [this.#active, this.#attempts.on(activePath)];
    if (from === to) return;
    this.#active = to;
    this.#reportPath();
    const [left, taken] = [from?.peer.path, to?.peer.path];
    if (left && taken)
      this.#options.emit({type: 'moved', peer: this.remote, from: left, to: taken, reason});
  }

  #tidy(): void {
    const active = this.#active;
    if (!active) return;
    this.#endAll(this.#attempts.superfluous(active, this.#options.hasStandby), SUPERFLUOUS);
    this.#ladder.complete();
  }

  #endAll(attempts: Iterable<Attempt>, reason: string): void {
    for (const {id} of [...attempts]) this.#end(id, reason);
  }

  /** What the caller sees to: the direct way always, a relayed one beside it as standby. */
  #wants(): Reach[] {
    const {hasStandby, pools, permits} = this.#options;
    if (this.#active?.role !== 'caller') return [];
    const kinds: Reach[] = hasStandby && pools.hasRelay ? ['direct', 'relayed'] : ['direct'];
    return kinds.filter((reach) => permits(reach).allowed);
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
    this.#rendezvous.handle({type: 'closed', attempt, reason});
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
    if (attempt?.path !== undefined) this.transport.remove(attempt.path);
    this.#follow('silent');
    this.#ladder.complete();
    if (this.#attempts.size > 0) return;
    this.transport.end(reason);
    // A call that did not come about is for its caller to tell: it may be trying again.
    const told = attempt && (attempt.role === 'caller' || attempt.established);
    if (told) this.#options.emit({type: 'closed', peer: this.remote, reason});
  }

  #step(attempt: string, role: 'caller' | 'callee', step: Step): void {
    this.#options.emit({type: 'step', peer: this.remote, role, attempt, step});
  }
}

function freshId(): string {
  return randomBytes(8).toString('base64url');
}
