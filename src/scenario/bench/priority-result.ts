import type {MessageCarrier} from './carriers.js';
import type {LinkTally} from './link-tally.js';
import {type Outcomes, spreadOver} from './outcomes.js';
import type {Spread} from './spread.js';
import {type Target, target} from './target.js';

export interface PriorityRun {
  /** From `send` to arrival. */
  latencyMs: {p50: number; p99: number; max: number};
  /** Of those sent after the first second, in which bulk looks for its speed. */
  steadyP99Ms: number | null;
  sent: number;
  lost: number;
  /** Longest time in which none arrived. */
  gapMs: number;
  bulkBps: number;
  forward?: LinkTally;
  back?: LinkTally;
}

/** Beyond what the path takes: a packet ahead, a timer, a busy process. */
const OVER_MS_MAX = 10;
/** Ten periods without a message are no hiccup. */
const STARVED_MS = 200;

export interface PriorityRow extends Outcomes<PriorityRun> {
  carrier: MessageCarrier;
  p50Ms: Spread | null;
  p99Ms: Spread | null;
  maxMs: Spread | null;
  /** See `PriorityRun`. */
  steadyP99Ms: Spread | null;
  lost: Spread | null;
  gapMs: Spread | null;
  bulkBps: Spread | null;
}

export interface PriorityCell {
  loss: number;
  /** What the path takes one way without a queue. */
  oneWayMs: number;
  rows: PriorityRow[];
  targets: Target[];
}

/** What all runs under one loss say. */
export function priorityCell(
  loss: number,
  rttMs: number,
  outcomes: ReadonlyMap<MessageCarrier, Outcomes<PriorityRun>>,
): PriorityCell {
  const rows = [...outcomes].map(([carrier, {runs, failures}]) => ({
    ...{carrier, runs, failures},
    p50Ms: spreadOver(runs, ({latencyMs}) => latencyMs.p50),
    p99Ms: spreadOver(runs, ({latencyMs}) => latencyMs.p99),
    maxMs: spreadOver(runs, ({latencyMs}) => latencyMs.max),
    steadyP99Ms: spreadOver(runs, (run) => run.steadyP99Ms),
    lost: spreadOver(runs, (run) => run.lost),
    gapMs: spreadOver(runs, (run) => run.gapMs),
    bulkBps: spreadOver(runs, (run) => run.bulkBps),
  }));
  const oneWayMs = rttMs / 2;
  const claw = rows.find(({carrier}) => carrier === 'claw');
  return {loss, oneWayMs, rows, targets: claw ? targets(claw, oneWayMs, loss) : []};
}

function targets({p99Ms, lost, gapMs}: PriorityRow, oneWayMs: number, loss: number): Target[] {
  const under = `at ${(loss * 100).toFixed(0)}% loss`;
  return [
    target({
      ...{name: `critical p99 ${under}`, unit: 'ms', figure: p99Ms?.median ?? null},
      atMost: oneWayMs + OVER_MS_MAX,
    }),
    target({name: `critical lost ${under}`, unit: 'count', figure: lost?.max ?? null, atMost: 0}),
    target({
      ...{name: `longest gap ${under}`, unit: 'ms', figure: gapMs?.max ?? null},
      atMost: STARVED_MS,
    }),
  ];
}
