import {orderCandidates} from '../core/paths/candidate-order.js';
import type {Candidate, Reach, RelayWish} from '../core/signaling/signal.js';
import {decodeHello, encodeHello, type Hello} from '../core/wire/hello.js';
import type {Step} from './control/protocol.js';
import {type WantedPath, wantedBy} from './wanted-path.js';
import type {Peer} from './webrtc/peer.js';
import type {PathKind} from './webrtc/peer-contract.js';

/** Candidates that are unlikely to work get their chance after this long. */
const LATE_CANDIDATES_MS = 300;
/** The best first. */
const KINDS: readonly PathKind[] = ['direct', 'relay-udp', 'relay-tcp', 'relay-tls'];
/** The hello is repeated until it is confirmed: SRTP drops what arrives before DTLS is done there. */
const HELLO_MS = [0, 5, 10, 20, 40];

export interface AttemptListener {
  step(attempt: Attempt, step: Step): void;
  candidate(attempt: Attempt, candidate: Candidate): void;
  /** The peer's hello: which incarnation of it is there. */
  met(incarnation: number): void;
  /** A packet that is not about the path itself. */
  packet(attempt: Attempt, packet: Uint8Array): void;
  closed(attempt: Attempt, reason: string): void;
}

/** One try at connecting to a peer: a PeerConnection and what is known about it. */
export class Attempt {
  readonly id: string;
  readonly role: 'caller' | 'callee';
  readonly reach: Reach;
  readonly peer: Peer;
  /** Of the connection's transport, once both ends have heard each other. */
  path: number | undefined;
  /** Nothing has come back on it for so long that it may be gone, though the library holds on to it. */
  isStale = false;
  /** Its candidates are told when the answer has been read, not before. */
  readonly holdsBack: boolean;
  readonly #wanted: WantedPath;
  readonly #localPublic: ReadonlySet<string>;
  readonly #incarnation: number;
  readonly #listener: AttemptListener;
  readonly #early: Candidate[] = [];
  #connecting = false;
  #closed = false;
  #checked = false;
  #opened = false;
  #lateTimer: NodeJS.Timeout | undefined;
  #helloTimer: NodeJS.Timeout | undefined;
  #hellosSent = 0;
  #received = false;
  #confirmed = false;

  /** @param own addresses this agent is seen at from outside; what tells it from its past */
  constructor(
    open: {attempt: string; role: 'caller' | 'callee'; reach: Reach; relay: RelayWish | undefined},
    peer: Peer,
    own: {
      localPublic: ReadonlySet<string>;
      incarnation: number;
      remote: string;
      holdsBack: boolean;
    },
    listener: AttemptListener,
  ) {
    this.id = open.attempt;
    this.role = open.role;
    this.reach = open.reach;
    this.#wanted = wantedBy(open);
    this.#localPublic = own.localPublic;
    this.#incarnation = own.incarnation;
    this.holdsBack = own.holdsBack;
    this.peer = peer;
    this.#listener = listener;
    peer.attach({
      remote: own.remote,
      candidate: (candidate) => this.#tell(candidate),
      checked: () => this.#check(),
      open: () => this.#open(),
      packet: (payload) => this.#packet(payload),
      channelOpen: () => this.#channelOpen(),
      channelMessage: () => listener.step(this, 'channel-received'),
      closed: (reason) => listener.closed(this, reason),
    });
  }

  /** What it is at, and once it has its relay, what it is. */
  get kind(): WantedPath {
    return this.peer.path ?? this.#wanted;
  }

  /** 0: the best kind of path. */
  get rank(): number {
    return KINDS.indexOf(this.peer.path ?? 'relay-tls');
  }

  /** Packets can be sent. */
  get open(): boolean {
    return this.#opened;
  }

  /** A pair of candidates works, and DTLS did not come about. */
  get isHandshakeFailed(): boolean {
    return this.#checked && !this.#opened;
  }

  /** Both ends have heard each other. */
  get established(): boolean {
    return this.#confirmed || this.#received;
  }

  /** Reads the other's description and starts checking; does nothing once closed. */
  connect(sdp: string, candidates: readonly Candidate[]): void {
    if (this.#closed) return;
    this.#connecting = true;
    const {now, later} = orderCandidates(this.#localPublic, candidates);
    this.peer.connect({sdp, candidates: [...now, ...this.#early.splice(0)]});
    if (this.holdsBack) for (const candidate of this.peer.candidates) this.#tell(candidate);
    if (later.length === 0) return;
    this.#lateTimer = setTimeout(() => {
      for (const candidate of this.established ? [] : later) this.peer.addCandidate(candidate);
    }, LATE_CANDIDATES_MS);
  }

  addCandidate(candidate: Candidate): void {
    if (this.#connecting) this.peer.addCandidate(candidate);
    else this.#early.push(candidate);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#lateTimer);
    clearTimeout(this.#helloTimer);
    this.peer.close();
  }

  #tell(candidate: Candidate): void {
    if (this.#connecting || !this.holdsBack) this.#listener.candidate(this, candidate);
  }

  #check(): void {
    this.#checked = true;
    this.#listener.step(this, 'checked');
  }

  #open(): void {
    this.#opened = true;
    this.#listener.step(this, 'open');
    if (this.role === 'caller') this.#hello();
  }

  #hello(): void {
    if (this.#confirmed) return;
    this.#sayHello(false);
    this.#hellosSent += 1;
    const delayMs = HELLO_MS[this.#hellosSent] ?? 50;
    this.#helloTimer = setTimeout(() => this.#hello(), delayMs);
  }

  #channelOpen(): void {
    this.#listener.step(this, 'channel-open');
    if (this.role === 'caller') this.peer.sendOnChannel('hello');
  }

  #packet(payload: Uint8Array): void {
    const hello = decodeHello(payload);
    if (hello) this.#receiveHello(hello);
    else this.#listener.packet(this, payload);
  }

  #sayHello(acknowledges: boolean): void {
    this.peer.send(encodeHello({acknowledges, incarnation: this.#incarnation}));
  }

  #receiveHello({acknowledges, incarnation}: Hello): void {
    if (!this.established) this.#listener.met(incarnation);
    if (acknowledges) {
      if (!this.#confirmed) {
        this.#confirmed = true;
        clearTimeout(this.#helloTimer);
        this.#listener.step(this, 'confirmed');
      }
      return;
    }
    if (!this.#received) {
      this.#received = true;
      this.#listener.step(this, 'received');
    }
    this.#sayHello(true);
  }
}
