import type {Candidate} from '../../core/signaling/signal.js';
import {type CandidateFields, readdress} from './description.js';
import type {PeerOptions} from './peer-contract.js';

/** How long a description may wait for candidates before it goes out and the rest trickles. */
const GATHER_MS_MAX = 1500;

/** The local candidates of one peer, as others may be told them, and when there are no more. */
export class Gathering {
  readonly candidates: Candidate[] = [];
  /** Settles when every candidate is known, or after `GATHER_MS_MAX`. */
  readonly done: Promise<void>;
  readonly #options: Pick<PeerOptions, 'candidateMap' | 'policy'>;
  readonly #onFound: (candidate: Candidate) => void;
  #pending = 0;
  #libraryIsDone = false;
  #settle: () => void = () => undefined;

  constructor(
    options: Pick<PeerOptions, 'candidateMap' | 'policy'>,
    onFound: (candidate: Candidate) => void,
  ) {
    this.#options = options;
    this.#onFound = onFound;
    this.done = new Promise((resolve) => {
      this.#settle = resolve;
    });
    const timer = setTimeout(() => this.#settle(), GATHER_MS_MAX);
    void this.done.then(() => clearTimeout(timer));
  }

  /** A candidate of the library; a map may know it by another address. */
  found(candidate: Candidate, fields: CandidateFields): void {
    const {candidateMap} = this.#options;
    if (!candidateMap || fields.type !== 'host') {
      this.add(candidate);
      return;
    }
    const looking = candidateMap.lookup(fields);
    void this.during(looking.then((mapped) => this.add(readdress(candidate, mapped))));
  }

  add(found: Candidate): void {
    const {policy} = this.#options;
    const candidate = policy ? policy.local(found) : found;
    if (!candidate) return;
    // The STUN server saw a host candidate as it is: the same address twice would be checked twice
    // (redundant candidates, RFC 8445 section 5.1.3).
    const place = placeOf(candidate);
    if (this.candidates.some((known) => placeOf(known) === place)) return;
    this.candidates.push(candidate);
    this.#onFound(candidate);
  }

  /** Something that may add candidates until it ends. */
  async during(work: Promise<void>): Promise<void> {
    this.#pending += 1;
    await work;
    this.#pending -= 1;
    this.#settleIfDone();
  }

  /** The library finds no more. */
  libraryDone(): void {
    this.#libraryIsDone = true;
    this.#settleIfDone();
  }

  /** Nobody needs more. */
  end(): void {
    this.#settle();
  }

  #settleIfDone(): void {
    if (this.#libraryIsDone && this.#pending === 0) this.#settle();
  }
}

/** Address and port. */
function placeOf({line}: Candidate): string {
  return line.split(' ').slice(4, 6).join(' ');
}
