import {WAITING} from '../../../../src/lab/links/bottleneck.js';
import type {Direction} from '../../../../src/lab/links/direction.js';

export interface Arrival {
  /** Which packet offered it is, from 0. */
  packet: number;
  atMs: number;
}

/** Offers packets and returns what comes out at the other end, decided packets included. */
export function arrivals(
  direction: Direction,
  offers: readonly {atMs: number; sizeBytes: number}[],
): Arrival[] {
  const out: Arrival[] = [];
  const undecided: number[] = [];
  const note = (packet: number, atMs: number | undefined) => {
    if (atMs === WAITING) undecided.push(packet);
    else if (atMs !== undefined) out.push({packet, atMs});
  };
  const decide = (nowMs: number) => {
    while (direction.decisionMs <= nowMs) {
      const packet = undecided.shift() as number;
      const atMs = direction.decide(nowMs);
      if (atMs !== undefined) out.push({packet, atMs});
    }
  };
  offers.forEach(({atMs, sizeBytes}, packet) => {
    decide(atMs);
    note(packet, direction.submit(atMs, sizeBytes));
    note(packet, direction.duplicateAtMs);
  });
  decide(Number.MAX_SAFE_INTEGER);
  return out;
}

/** `count` packets of 1000 bytes, one every `everyMs` from 0. */
export function evenly(count: number, everyMs: number) {
  return Array.from({length: count}, (_, n) => ({atMs: n * everyMs, sizeBytes: 1000}));
}
