import type {Candidate, Description, Reach, RelayWish, Signal} from './signal.js';

/**
 * How two agents meet, as a state machine without IO; one per peer. One side offers, the other
 * answers; when two offers cross (glare), the agent whose name sorts first keeps its offer and the
 * other gives its own up and answers (perfect negotiation, W3C WebRTC 1.0 section 10.7).
 *
 * Feed it with `handleInput`, then drain `pollOutput` until `undefined`; `pollTimeout` is when to
 * call again with `{type: 'timeout'}`.
 */
export class Rendezvous {
  readonly #remote: string;
  readonly #polite: boolean;
  readonly #attempts = new Map<string, Attempt>();
  readonly #outputs: RendezvousOutput[] = [];

  constructor(options: {local: string; remote: string}) {
    this.#remote = options.remote;
    this.#polite = options.local > options.remote;
  }

  handleInput(input: RendezvousInput): void {
    switch (input.type) {
      case 'call':
        this.#call(input);
        break;
      case 'described':
        this.#described(input);
        break;
      case 'candidate':
        this.#localCandidate(input.attempt, input.candidate);
        break;
      case 'signal':
        this.#receive(input.now, input.signal, input.freshAttempt);
        break;
      case 'closed':
        this.#close(input.attempt, {...input, isTold: true});
        break;
      case 'timeout':
        this.#expire(input.now);
        break;
    }
  }

  pollOutput(): RendezvousOutput | undefined {
    return this.#outputs.shift();
  }

  /** Milliseconds on the clock of `now`, or `undefined` when nothing is awaited. */
  pollTimeout(): number | undefined {
    let next: number | undefined;
    for (const attempt of this.#attempts.values()) {
      if (attempt.remote) continue;
      next = next === undefined ? attempt.deadline : Math.min(next, attempt.deadline);
    }
    return next;
  }

  #call({now, attempt: id, reach, relay}: RendezvousInput & {type: 'call'}): void {
    if (this.#attempts.has(id)) return;
    if (this.#attempts.size < ATTEMPTS_MAX) this.#open(now, id, {reach, relay});
    else {
      const reason = 'too many attempts at once';
      this.#outputs.push({type: 'close', attempt: id, reason, isOver: false});
    }
  }

  #open(
    now: number,
    id: string,
    {reach, relay}: {reach: Reach; relay?: RelayWish | undefined},
    offer?: Description,
  ): void {
    const role = offer ? 'callee' : 'caller';
    this.#attempts.set(id, {
      id,
      role,
      reach,
      relay,
      deadline: now + ANSWER_MS_MAX,
      sent: false,
      remote: offer,
      early: [],
    });
    this.#outputs.push({type: 'open', attempt: id, role, reach, relay, offer});
  }

  #described({attempt: id, ...facts}: DescribedInput): void {
    const attempt = this.#attempts.get(id);
    if (!attempt || attempt.sent) return;
    attempt.sent = true;
    const {reach, relay, remote} = attempt;
    const replyTo = remote === undefined ? {} : {replyTo: remote.attempt};
    const {symmetric, seedRttMs, sdp, candidates} = facts;
    this.#send({
      kind: 'describe',
      attempt: id,
      ...replyTo,
      reach,
      ...(relay === undefined ? {} : {relay}),
      symmetric,
      seedRttMs,
      sdp,
      candidates,
    });
    if (remote) this.#connect(attempt, remote);
  }

  #localCandidate(id: string, candidate: Candidate): void {
    if (this.#attempts.get(id)?.sent) this.#send({kind: 'candidate', attempt: id, candidate});
  }

  #receive(now: number, signal: Signal, freshAttempt: string): void {
    switch (signal.kind) {
      case 'describe':
        if (signal.replyTo === undefined) this.#receiveOffer(now, signal, freshAttempt);
        else this.#receiveAnswer(signal, signal.replyTo);
        break;
      case 'candidate':
        this.#receiveCandidate(signal.attempt, signal.candidate);
        break;
      case 'close': {
        const attempt = this.#byRemote(signal.attempt);
        if (attempt) this.#close(attempt.id, {...signal, isTold: false});
        break;
      }
    }
  }

  #receiveOffer(now: number, offer: Description, freshAttempt: string): void {
    if (this.#byRemote(offer.attempt)) return;
    const unanswered = [...this.#attempts.values()].filter(
      ({remote, reach, relay}) => !remote && reach === offer.reach && relay === offer.relay,
    );
    if (unanswered.length > 0 && !this.#polite) return;
    if (this.#attempts.size - unanswered.length >= ATTEMPTS_MAX) return;
    this.#open(now, freshAttempt, offer, offer);
    // The peer may have taken one of them up before it called: its answer would find nobody.
    for (const attempt of unanswered)
      this.#close(attempt.id, {reason: 'the other agent called first', isTold: true});
  }

  #receiveAnswer(answer: Description, replyTo: string): void {
    const attempt = this.#attempts.get(replyTo);
    if (attempt?.sent && !attempt.remote) this.#connect(attempt, answer);
  }

  #receiveCandidate(remoteAttempt: string, candidate: Candidate): void {
    const attempt = this.#byRemote(remoteAttempt);
    if (!attempt) return;
    if (attempt.sent) this.#outputs.push({type: 'candidate', attempt: attempt.id, candidate});
    else if (attempt.early.length < EARLY_CANDIDATES_MAX) attempt.early.push(candidate);
  }

  #connect(attempt: Attempt, remote: Description): void {
    attempt.remote = remote;
    this.#outputs.push({
      type: 'connect',
      attempt: attempt.id,
      remote: {...remote, candidates: [...remote.candidates, ...attempt.early.splice(0)]},
    });
  }

  #expire(now: number): void {
    for (const attempt of [...this.#attempts.values()]) {
      if (attempt.remote || attempt.deadline > now) continue;
      const reason = `no answer from ${this.#remote} within ${ANSWER_MS_MAX / 1000} s`;
      this.#close(attempt.id, {reason, isTold: true});
    }
  }

  /** `isTold`: the peer is, if it knows of the attempt. */
  #close(
    id: string,
    {reason, isOver = false, isTold}: {reason: string; isOver?: boolean; isTold: boolean},
  ): void {
    const attempt = this.#attempts.get(id);
    if (!attempt) return;
    this.#attempts.delete(id);
    if (isTold && attempt.sent)
      this.#send({kind: 'close', attempt: id, reason, ...(isOver ? {isOver} : {})});
    this.#outputs.push({type: 'close', attempt: id, reason, isOver});
  }

  #send(signal: Signal): void {
    this.#outputs.push({type: 'send', to: this.#remote, signal});
  }

  #byRemote(remoteAttempt: string): Attempt | undefined {
    for (const attempt of this.#attempts.values()) {
      if (attempt.remote?.attempt === remoteAttempt) return attempt;
    }
    return undefined;
  }
}

/** The local description of an opened attempt, with the candidates known so far. */
export interface DescribedInput {
  type: 'described';
  attempt: string;
  sdp: string;
  symmetric: boolean;
  seedRttMs: number;
  candidates: Candidate[];
}

export type RendezvousInput =
  /** `relay`: how both sides are to reach their relays; absent: as works first. */
  | {type: 'call'; now: number; attempt: string; reach: Reach; relay?: RelayWish | undefined}
  | DescribedInput
  /** A local candidate found after `described`. */
  | {type: 'candidate'; attempt: string; candidate: Candidate}
  /** From the peer; `freshAttempt` is an unused identifier for the case that it is an offer. */
  | {type: 'signal'; now: number; signal: Signal; freshAttempt: string}
  /** `isOver`: no other attempt is wanted either. */
  | {type: 'closed'; attempt: string; reason: string; isOver?: boolean}
  | {type: 'timeout'; now: number};

export type RendezvousOutput =
  /** Make a local description for this attempt, then say `described`. */
  | {
      type: 'open';
      attempt: string;
      role: 'caller' | 'callee';
      reach: Reach;
      relay: RelayWish | undefined;
      /** What a callee answers. */
      offer: Description | undefined;
    }
  | {type: 'send'; to: string; signal: Signal}
  /** The peer's description and the candidates known so far: start connectivity checks. */
  | {type: 'connect'; attempt: string; remote: Description}
  | {type: 'candidate'; attempt: string; candidate: Candidate}
  /** `isOver`: one of the two wants no connection any more. */
  | {type: 'close'; attempt: string; reason: string; isOver: boolean};

interface Attempt {
  readonly id: string;
  readonly role: 'caller' | 'callee';
  readonly reach: Reach;
  readonly relay: RelayWish | undefined;
  readonly deadline: number;
  /** Our description is out. */
  sent: boolean;
  remote: Description | undefined;
  /** Candidates that came before our own description was out. */
  readonly early: Candidate[];
}

const ANSWER_MS_MAX = 10_000;
const ATTEMPTS_MAX = 8;
const EARLY_CANDIDATES_MAX = 64;
