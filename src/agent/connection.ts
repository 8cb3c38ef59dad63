import type {MoveReason} from '../core/paths/selector.js';
import type {RendezvousOutput} from '../core/signaling/rendezvous.js';
import type {Candidate, Signal} from '../core/signaling/signal.js';
import type {Attempt} from './attempt.js';
import {AttemptOpening, type Open} from './attempt-opening.js';
import {Attempts} from './attempts.js';
import type {ConnectionOptions} from './connection-options.js';
import {ConnectionReporter} from './connection-reporter.js';
import {connectionStatus} from './connection-status.js';
import type {ConnectionStatus, Step} from './control/protocol.js';
import {freshId} from './fresh-id.js';
import {Hedging} from './hedging.js';
import {monotonicMs} from './monotonic.js';
import {PathKeeper} from './path-keeper.js';
import {RendezvousDriver} from './rendezvous-driver.js';
import {ConnectionTransport} from './streams/connection-transport.js';
import {Conversation} from './streams/conversation.js';
import {usedFor, type WantedPath, wantedBy} from './wanted-path.js';

const SUPERFLUOUS = 'another attempt is in use';
const LEFT = 'the agent has left';

/**
 * The lasting relation to one other agent: its rendezvous, its attempts, the one in use. When none is
 * left, what the transport carries waits until there is one again, for a while.
 */
export class Connection extends Conversation {
  readonly remote: string;
  readonly transport: ConnectionTransport;
  readonly #options: ConnectionOptions<Connection>;
  readonly #rendezvous: RendezvousDriver;
  readonly #attempts = new Attempts<Attempt>();
  readonly #hedging: Hedging;
  readonly #keeper: PathKeeper;
  readonly #reporter: ConnectionReporter;
  readonly #opening: AttemptOpening;
  #active: Attempt | undefined;

  constructor(options: ConnectionOptions<Connection>) {
    super();
    this.remote = options.remote;
    this.#options = options;
    this.#rendezvous = new RendezvousDriver(options, (output) => this.#perform(output));
    this.#reporter = new ConnectionReporter(options);
    this.#opening = new AttemptOpening(options);
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
      onViolation: (reason) => this.#endAll(this.#attempts.values(), reason, true),
      onMoved: ({reason}) => this.#follow(reason),
      ...(options.objective ? {objective: options.objective} : {}),
    });
    this.#keeper = new PathKeeper({
      ...options,
      attempts: this.#attempts,
      active: () => this.#active,
      attempt: (wanted) => this.#attempt(wanted),
      end: (attempts) => this.#endAll(attempts, SUPERFLUOUS),
      tidy: () => this.#tidy(),
      giveUp: (reason) => this.#giveUp(reason),
    });
  }

  /** The direct way and the relayed one race; the first byte takes whichever is open first. */
  call(): void {
    if (this.#active || this.#keeper.isOut || this.#attempts.size > 0) return;
    const direct = this.#options.permits('direct');
    if (direct.allowed) this.#attempt('direct');
    const relayed = this.#options.permits('relayed');
    if (this.#options.pools.hasRelay && relayed.allowed) this.#attempt('relayed');
    if (!direct.allowed && this.#attempts.size === 0) {
      const {reason} = relayed.allowed ? direct : relayed;
      this.#reporter.closed(`policy: ${reason}`);
    }
    this.#hedging.begin();
  }

  receive(signal: Signal): void {
    if (signal.kind === 'close' && signal.isOver) this.#giveUp(signal.reason);
    this.#rendezvous.handle({type: 'signal', now: monotonicMs(), signal, freshAttempt: freshId()});
  }

  /** The seed does not know the peer, at the moment: what is established needs no seed. */
  unreachable(attempt: string): void {
    if (this.#attempts.get(attempt)?.established) return;
    this.#end(attempt, `no agent named ${this.remote} at the seed`);
  }

  /** Calls can be made again. */
  seedIsBack(): void {
    this.#keeper.seedIsBack();
  }

  /** Looks after its paths; reports which is in use, and how good it and the others are. */
  report(): void {
    if (!this.#active) return;
    this.#keeper.watch(this.transport.quality);
    this.#reporter.path(this.#active);
    this.#reporter.quality(this.status());
  }

  /** The policy is another: what it forbids ends. */
  enforcePolicy(): void {
    const wasOut = this.#keeper.isOut;
    for (const {id, kind, peer} of this.#attempts.all) {
      if (this.#permitted(id, kind)) peer.enforcePolicy();
    }
    // What is forbidden does not come back.
    if (!wasOut) this.#giveUp(this.#keeper.reason);
  }

  #permitted(id: string, wanted: WantedPath, candidates?: readonly Candidate[]): boolean {
    const {allowed, reason} = this.#options.permits(wanted, candidates);
    if (!allowed) this.#end(id, `policy: ${reason}`);
    return allowed;
  }

  status(): ConnectionStatus {
    const lost = this.#keeper.isOut ? this.#keeper.role : undefined;
    const ways = {active: this.#active, all: this.#attempts.all, lost};
    return connectionStatus(this.remote, ways, this.transport.quality);
  }

  close(): void {
    this.#hedging.stop();
    this.#giveUp(LEFT);
    this.#keeper.stop();
    this.transport.leave();
    // A connection that closes before its channel is open does not reliably tell the other end.
    this.#endAll(this.#attempts.values(), LEFT, true);
    this.#rendezvous.stop();
    this.#active = undefined;
  }

  #attempt(wanted: WantedPath): void {
    const id = freshId();
    this.#reporter.step({id, role: 'caller'}, 'called');
    this.#rendezvous.handle({type: 'call', now: monotonicMs(), attempt: id, ...usedFor(wanted)});
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
        this.#closed(output.attempt, output);
        break;
    }
  }

  #open(open: Open): void {
    const {attempt: id, reach, relay, offer} = open;
    if (!this.#permitted(id, reach, offer?.candidates)) return;
    const grantsWish = relay !== undefined && this.#keeper.isPossible(wantedBy(open));
    const own = {incarnation: this.transport.incarnation, grantsWish};
    const attempt = this.#opening.open(open, own, {
      met: (incarnation) => this.#met(incarnation),
      packet: (from, packet) => this.transport.receive(packet, from.path),
      step: (from, step) => this.#attemptStep(from, step),
      candidate: (from, candidate) => {
        this.#rendezvous.handle({type: 'candidate', attempt: from.id, candidate});
      },
      closed: (from, reason) => this.#failed(from, reason),
    });
    if (!attempt) {
      this.#end(id, 'this agent has no relay');
      return;
    }
    this.#attempts.set(id, attempt);
    void this.#opening.describe(attempt).then((described) => {
      if (!this.#attempts.has(id)) return;
      this.#rendezvous.handle(described);
      this.#reporter.step(attempt, 'described');
    });
  }

  #connect({attempt: id, remote}: RendezvousOutput & {type: 'connect'}): void {
    const attempt = this.#attempts.get(id);
    if (!attempt || !this.#permitted(id, attempt.reach, remote.candidates)) return;
    this.#reporter.step(attempt, 'answered');
    this.#opening.connect(attempt, remote);
  }

  /** The other side says which one it is: one that has started anew knows nothing of what was before. */
  #met(incarnation: number): void {
    const isAnew = this.transport.meet(incarnation);
    if (isAnew && this.#keeper.isOut) this.#ended('the peer has started anew');
  }

  #attemptStep(attempt: Attempt, step: Step): void {
    this.#reporter.step(attempt, step);
    if (step === 'checked' && attempt.role === 'caller') {
      const isStuck = () => this.#attempts.has(attempt.id) && !attempt.open && !this.#active;
      this.#hedging.expectOpen(isStuck);
    }
    if (!attempt.established || attempt.path !== undefined) return;
    this.#keeper.established(attempt);
    attempt.path = this.transport.add({pipe: attempt.peer, rank: attempt.rank});
    this.#follow('better');
    this.#settle(attempt);
  }

  /** This attempt works. The caller decides which others are still worth having. */
  #settle({role, reach}: Attempt): void {
    if (role === 'caller') this.#hedging.settle(reach === 'direct', () => this.#tidy());
  }

  /** The transport may have another path in use. */
  #follow(reason: MoveReason): void {
    const {activePath} = this.transport;
    const [from, to] = [this.#active, this.#attempts.on(activePath)];
    if (from === to) return;
    this.#active = to;
    const outageMs = to && this.#keeper.found(to.role);
    if (outageMs !== undefined) this.#reporter.found(outageMs);
    this.#reporter.path(to);
    this.#reporter.moved(from, to, reason);
    if (to && from?.isStale) this.#settle(to);
  }

  /** Nothing is in use, and nothing is waited for any more. The other side is told. */
  #giveUp(reason: string): void {
    if (!this.#keeper.isOut) return;
    this.#endAll(this.#attempts.values(), reason, true);
    this.#options.send(this.remote, {kind: 'close', attempt: freshId(), reason, isOver: true});
    this.transport.end(reason);
    this.#ended(reason);
  }

  /** What was waited for does not come. */
  #ended(reason: string): void {
    this.#keeper.stop();
    this.#reporter.closed(reason);
  }

  #tidy(): void {
    const active = this.#active;
    if (!active) return;
    const decides = this.#options.local < this.remote;
    this.#endAll(this.#attempts.superfluous(active, this.#keeper.kept, decides), SUPERFLUOUS);
    this.#keeper.complete();
  }

  /** `isOver`: nor is any other attempt wanted. */
  #endAll(attempts: Iterable<Attempt>, reason: string, isOver = false): void {
    for (const {id} of [...attempts]) this.#end(id, reason, isOver);
  }

  /** This side gives an attempt up; the rendezvous tells the peer and closes it here. */
  #end(attempt: string, reason: string, isOver = false): void {
    this.#rendezvous.handle({type: 'closed', attempt, reason, isOver});
  }

  /** An attempt of ours that fails before anything works gets a successor, a few times. */
  #failed(attempt: Attempt, reason: string): void {
    const isFirst = !this.#active && !this.#keeper.isOut;
    this.#opening.noteFailure(attempt);
    if (attempt.role === 'caller' && isFirst) this.#hedging.help();
    this.#end(attempt.id, reason);
  }

  /** The two ends had heard each other, and nothing can carry anything between them any more. */
  get #isLost(): boolean {
    return this.transport.hasMet && !this.#attempts.all.some(({open}) => open);
  }

  #closed(id: string, {reason, isOver}: {reason: string; isOver: boolean}): void {
    const attempt = this.#attempts.get(id);
    attempt?.close();
    this.#attempts.delete(id);
    if (attempt?.path !== undefined) this.transport.remove(attempt.path);
    this.#follow('silent');
    if (isOver) this.transport.end(reason);
    if (this.#isLost && this.#keeper.lost(reason)) this.#reporter.lost(reason);
    this.#keeper.complete();
    if (this.#keeper.isOut || this.#attempts.size > 0) return;
    this.transport.end(reason);
    // A call that did not come about is for its caller to tell: it may be trying again.
    const told = attempt && (attempt.role === 'caller' || attempt.established);
    if (told) this.#reporter.closed(reason);
  }
}
