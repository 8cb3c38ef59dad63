import type {MessageCarrier} from './carriers.js';
import type {LinkTally} from './link-tally.js';
import {type Outcomes, spreadOver} from './outcomes.js';
import type {Spread} from './spread.js';
import {type Target, target} from './target.js';

export interface JitterRun {
  /** Standard deviation of the time between two messages where they are sent, and where they arrive. */
  sentSdMs: number;
  arrivedSdMs: number;
  latencyMs: {min: number; p50: number; p90: number; p99: number; max: number} | null;
  sent: number;
  delivered: number;
  /** What the sending pipe tells of itself at the end, for eyes. */
  pipe: Record<string, unknown>;
  forward?: LinkTally;
  back?: LinkTally;
}

const SD_MS_MAX = 2;

export interface JitterRow extends Outcomes<JitterRun> {
  carrier: MessageCarrier;
  sentSdMs: Spread | null;
  arrivedSdMs: Spread | null;
  p50Ms: Spread | null;
  p99Ms: Spread | null;
  deliveredShare: Spread | null;
}

export interface JitterCell {
  loss: number;
  rows: JitterRow[];
  targets: Target[];
}

/** What all runs under one loss say. */
export function jitterCell(
  loss: number,
  outcomes: ReadonlyMap<MessageCarrier, Outcomes<JitterRun>>,
): JitterCell {
  const rows = [...outcomes].map(([carrier, {runs, failures}]) => ({
    ...{carrier, runs, failures},
    sentSdMs: spreadOver(runs, (run) => run.sentSdMs),
    arrivedSdMs: spreadOver(runs, (run) => run.arrivedSdMs),
    p50Ms: spreadOver(runs, ({latencyMs}) => latencyMs?.p50),
    p99Ms: spreadOver(runs, ({latencyMs}) => latencyMs?.p99),
    deliveredShare: spreadOver(runs, ({delivered, sent}) => delivered / Math.max(1, sent)),
  }));
  const claw = rows.find(({carrier}) => carrier === 'claw');
  const name = `claw, arrivals at ${(loss * 100).toFixed(0)}% loss`;
  const figure = claw?.arrivedSdMs?.median ?? null;
  return {loss, rows, targets: [target({name, unit: 'ms', figure, atMost: SD_MS_MAX})]};
}
