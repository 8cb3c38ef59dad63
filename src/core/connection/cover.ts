import {Allowance} from './allowance.js';
import type {Path} from './path.js';

/** 512 kbit/s: cover is for messages that somebody waits for, not for bulk. */
const BYTES_PER_MS = 64;
/** What arrives later than this, in round trips, comes after its retransmission. */
const RTTS_MAX = 3;

/**
 * When small messages go over a second path as well: the path in use loses packets, and the other one
 * does not, is free, and quick enough to be earlier than a retransmission.
 */
export class Cover {
  readonly #allowance = new Allowance();

  allows(now: number, path: Path, other: Path): boolean {
    this.#allowance.refill(now, BYTES_PER_MS);
    if (!this.#allowance.isOpen || !other.isWindowOpen || other.outlook.isLosing) return false;
    return other.rtt.smoothedMs < RTTS_MAX * path.rtt.smoothedMs;
  }

  onCopied(bytes: number): void {
    this.#allowance.onSent(bytes);
  }
}
