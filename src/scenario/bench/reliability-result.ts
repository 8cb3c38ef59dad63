import {type MessageMode, MODE_NAMES, type ModeName, modeIndex} from '../reliability/mode.js';
import type {Violation} from '../reliability/violations.js';
import type {MessageCarrier} from './carriers.js';
import type {LinkTally} from './link-tally.js';
import {type Outcomes, spreadOver} from './outcomes.js';
import type {Spread} from './spread.js';
import {type Target, target} from './target.js';

/** What came of the frames of one mode. */
export interface ModeRun {
  mode: MessageMode;
  sent: number;
  delivered: number;
  latencyMs: {min: number; p50: number; p90: number; p99: number; max: number} | null;
  /** Delivered after a later one. */
  overtaken: number;
  /** Received damaged. */
  corrupt: number;
  violations: Violation[];
}

export interface ReliabilityRun {
  modes: ModeRun[];
  forward?: LinkTally;
  back?: LinkTally;
}

/** What a frame that was not lost may take beyond the path: a timer, a busy process. */
const OVER_MS_MAX = 10;

export interface ReliabilityRow {
  mode: ModeName;
  deliveredShare: Spread | null;
  p50Ms: Spread | null;
  p99Ms: Spread | null;
  maxMs: Spread | null;
  /** Of all runs: delivered after the lifetime and its tolerance, and every other broken promise. */
  late: number;
  broken: number;
}

export interface ReliabilityCarrierCell extends Outcomes<ReliabilityRun> {
  carrier: MessageCarrier;
  rows: ReliabilityRow[];
}

export interface ReliabilityCell {
  loss: number;
  oneWayMs: number;
  carriers: ReliabilityCarrierCell[];
  targets: Target[];
}

/** What all runs under one loss say. */
export function reliabilityCell(
  loss: number,
  rttMs: number,
  outcomes: ReadonlyMap<MessageCarrier, Outcomes<ReliabilityRun>>,
): ReliabilityCell {
  const carriers = [...outcomes].map(([carrier, outcome]) => {
    const modes = outcome.runs.flatMap((run) => run.modes);
    return {carrier, ...outcome, rows: MODE_NAMES.map((name) => row(name, modes))};
  });
  const oneWayMs = rttMs / 2;
  return {loss, oneWayMs, carriers, targets: targets(carriers, oneWayMs, loss)};
}

function row(name: ModeName, modes: readonly ModeRun[]): ReliabilityRow {
  const runs = modes.filter(({mode}) => MODE_NAMES[modeIndex(mode)] === name);
  const violations = runs.flatMap((run) => run.violations);
  const late = violations.filter(({kind}) => kind === 'late');
  const others = violations.filter(({kind}) => kind !== 'late');
  const total = (counts: readonly {count: number}[]) =>
    counts.reduce((sum, {count}) => sum + count, 0);
  return {
    mode: name,
    deliveredShare: spreadOver(runs, ({delivered, sent}) => delivered / Math.max(1, sent)),
    p50Ms: spreadOver(runs, ({latencyMs}) => latencyMs?.p50),
    p99Ms: spreadOver(runs, ({latencyMs}) => latencyMs?.p99),
    maxMs: spreadOver(runs, ({latencyMs}) => latencyMs?.max),
    late: total(late),
    broken: total(others) + runs.reduce((sum, {corrupt}) => sum + corrupt, 0),
  };
}

function targets(
  carriers: readonly ReliabilityCarrierCell[],
  oneWayMs: number,
  loss: number,
): Target[] {
  const under = `at ${(loss * 100).toFixed(0)}% loss`;
  const claw = carriers.find(({carrier}) => carrier === 'claw');
  const frames = claw?.rows.find(({mode}) => mode === 'unordered retransmits');
  return [
    target({
      ...{name: `unreliable frames p99 ${under}`, unit: 'ms'},
      ...{figure: frames?.p99Ms?.median ?? null, atMost: oneWayMs + OVER_MS_MAX},
    }),
    ...carriers.flatMap(({carrier, rows, runs}) => {
      const of = (figure: (row: ReliabilityRow) => number) =>
        runs.length === 0 ? null : rows.reduce((sum, row) => sum + figure(row), 0);
      return [
        target({
          ...{name: `${carrier}: late ${under}`, unit: 'count', figure: of(({late}) => late)},
          atMost: 0,
        }),
        target({
          ...{name: `${carrier}: other broken promises ${under}`, unit: 'count'},
          ...{figure: of(({broken}) => broken), atMost: 0},
        }),
      ];
    }),
  ];
}
