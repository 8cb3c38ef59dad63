import type {IceOptions} from '../../../agent/bench/protocol.js';
import type {BenchLab} from '../bench-lab.js';
import type {BenchPipe, FlowPlan} from '../bench-pipe.js';
import {notSettled, settles} from '../failover/settle.js';
import {benchModes} from '../reliability-modes.js';
import {ringOf} from './soak-lab.js';

/** One connection of the ring. */
export interface RingPipe {
  from: string;
  to: string;
  pipe: BenchPipe;
}

/** A modest pace: there are six flows on each connection, and all agents share one machine. */
export const PACE = {messageBytes: 200, everyMs: 100};
const SETTLED_MS_MAX = 30_000;
/** What is reliable may wait for a path, and is lost only if it never comes; the rest is given up. */
const SETTLE_MS = {reliable: 45_000, partial: 1000};

/** Connects each agent to the next; resolves once all of them are on their direct paths. */
export async function openRing(
  bench: BenchLab,
  agents: readonly string[],
  ice: IceOptions,
): Promise<RingPipe[]> {
  const ring = await Promise.all(
    ringOf(agents).map(async ([from, to]): Promise<RingPipe> => {
      return {from, to, pipe: await bench.openPipe('claw', {from, to, ice, agents: {from, to}})};
    }),
  );
  const settled = {relayed: false, limitMs: SETTLED_MS_MAX};
  const all = await Promise.all(ring.map(({pipe}) => settles(pipe, settled)));
  if (all.every((isSettled) => isSettled)) return ring;
  throw notSettled(false, SETTLED_MS_MAX);
}

/**
 * The flows of one connection: all six modes, by turns forward and back, so that every agent of the
 * ring sends and receives each of them.
 */
export function ringFlows({rttMs, durationMs}: {rttMs: number; durationMs: number}): FlowPlan[] {
  const {messageBytes, everyMs} = PACE;
  return benchModes(rttMs).map((mode, index, {length}): FlowPlan => {
    const load = {messagesPerSecond: 1000 / everyMs};
    const flow = {id: index + 1, mode, priority: 'interactive' as const, load};
    return {
      flow: {...flow, messageBytes, durationMs},
      settleMs: mode.reliability === 'reliable' ? SETTLE_MS.reliable : SETTLE_MS.partial,
      // Side by side they would share their packets, and what becomes of them.
      startAfterMs: (everyMs / length) * index,
      isBack: index % 2 === 1,
      keepArrivals: true,
    };
  });
}
