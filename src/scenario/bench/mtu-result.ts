import {type Outcomes, spreadOver} from './outcomes.js';
import type {Spread} from './spread.js';
import {type Target, target} from './target.js';

export interface MtuRun {
  /** Longest packet of claw, before SRTP, at the end. */
  foundBytes: number;
  /** From the first message until that was known; 0: from the beginning. */
  foundAfterMs: number;
  /** Each size in use, and from when on. */
  steps: {afterMs: number; bytes: number}[];
  sent: number;
  /** Of reliable messages: above zero, the search has hurt. */
  missing: number;
}

/** What IPv4, UDP, RTP and the longest tag of SRTP take of an IP packet. */
const OVERHEAD_BYTES = 56;
/** The search ends when it knows the size within so much. */
const STEP_BYTES = 16;
/** The tag is shorter than the longest, and the lab's cables let a VLAN tag more pass. */
const SLACK_BYTES = 10;

export interface MtuRow extends Outcomes<MtuRun> {
  mtu: number;
  /** Longest packet of claw that such a link is known to carry. */
  expectedBytes: number;
  foundBytes: Spread | null;
  foundAfterMs: Spread | null;
  missing: Spread | null;
  targets: Target[];
}

/** What all runs on links of one MTU say. */
export function mtuRow(mtu: number, {runs, failures}: Outcomes<MtuRun>): MtuRow {
  const expectedBytes = mtu - OVERHEAD_BYTES;
  const foundBytes = spreadOver(runs, (run) => run.foundBytes);
  const missing = spreadOver(runs, (run) => run.missing);
  return {
    ...{mtu, runs, failures, expectedBytes, foundBytes, missing},
    foundAfterMs: spreadOver(runs, (run) => run.foundAfterMs),
    targets: [
      target({
        ...{name: `found on ${mtu}`, unit: 'bytes', figure: foundBytes?.median ?? null},
        ...{atLeast: expectedBytes - STEP_BYTES, atMost: expectedBytes + SLACK_BYTES},
      }),
      target({
        ...{name: `messages lost on ${mtu}`, unit: 'count', figure: missing?.max ?? null},
        atMost: 0,
      }),
    ],
  };
}
