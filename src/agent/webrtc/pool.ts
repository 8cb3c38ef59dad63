import type {Peer} from './peer.js';

/** A callee whose remote description is a template fails after 39.5 s (RFC 8863's timer). */
const AGE_MS_MAX = 25_000;

/**
 * Peers that gathered their candidates before anybody called (the ICE candidate pool of RFC 8829
 * section 3.5.4, taken one step further: the whole PeerConnection waits, not only its candidates).
 */
export class PeerPool {
  readonly #make: () => Peer;
  readonly #size: number;
  #ready: {peer: Peer; expiry: NodeJS.Timeout}[] = [];
  #gathering: Peer | undefined;
  #closed = false;
  #onFull: (() => void) | undefined;

  /** `size` peers are kept ready; 0 turns gathering ahead off. */
  constructor(make: () => Peer, size: number) {
    this.#make = make;
    this.#size = size;
  }

  /** Resolves once the pool is full for the first time. */
  async fill(): Promise<void> {
    const full = new Promise<void>((resolve) => {
      this.#onFull = resolve;
    });
    this.#refill();
    await full;
  }

  /** A gathered peer when there is one; otherwise one that has just begun (`gathered` tells when). */
  take(): Peer {
    const entry = this.#takeReady();
    // Not now: making a peer takes milliseconds of the call that wants this one.
    setTimeout(() => this.#refill(), REFILL_DELAY_MS);
    return entry?.peer ?? this.#make();
  }

  /** Replaces every peer that waits, also the one that gathers. */
  renew(): void {
    this.#discard();
    this.#refill();
  }

  close(): void {
    this.#closed = true;
    this.#discard();
  }

  #discard(): void {
    this.#gathering?.close();
    for (const {peer, expiry} of this.#ready.splice(0)) {
      clearTimeout(expiry);
      peer.close();
    }
  }

  /** The oldest that has not failed meanwhile, as one does when the machine slept. */
  #takeReady(): {peer: Peer} | undefined {
    for (let entry = this.#ready.shift(); entry; entry = this.#ready.shift()) {
      clearTimeout(entry.expiry);
      if (!entry.peer.closed) return entry;
    }
    return undefined;
  }

  #refill(): void {
    if (this.#closed || this.#gathering) return;
    if (this.#ready.length >= this.#size) {
      this.#onFull?.();
      return;
    }
    const peer = this.#make();
    this.#gathering = peer;
    void peer.gathered.then(() => {
      this.#gathering = undefined;
      if (!this.#closed) this.#add(peer);
      this.#refill();
    });
  }

  #add(peer: Peer): void {
    const expiry = setTimeout(() => {
      this.#ready = this.#ready.filter((entry) => entry.peer !== peer);
      peer.close();
      this.#refill();
    }, AGE_MS_MAX);
    this.#ready.push({peer, expiry});
  }
}

const REFILL_DELAY_MS = 100;
