import type {DropRun, QueueRun, SharesRun} from './fairness-parts.js';
import {type Outcomes, spreadOver} from './outcomes.js';
import type {Spread} from './spread.js';
import {type Target, target} from './target.js';

export const FAIRNESS_PARTS = [
  'four claw',
  'claw beside cubic',
  'queue of claw',
  'queue of cubic',
  'drop under claw',
  'drop under cubic',
] as const;
export type FairnessPart = (typeof FAIRNESS_PARTS)[number];

const JAIN_MIN = 0.9;
const SHARE_PCT = {atLeast: 25, atMost: 75};
const QUEUE_P95_MS_MAX = 20;
const ABSORBED_RTTS_MAX = 4;

export type PartRun = SharesRun | QueueRun | DropRun;

export interface FairnessRow extends Outcomes<PartRun> {
  part: FairnessPart;
  /** Of all its flows. */
  bps?: Spread | null;
  jain?: Spread | null;
  /** Of claw. */
  sharePct?: Spread | null;
  queueP50Ms?: Spread | null;
  queueP95Ms?: Spread | null;
  longestQueueMs?: Spread | null;
  /** Round trips from the drop of capacity until no more is sent than it is, and until the queue is short. */
  rateSettledRtts?: Spread | null;
  queueSettledRtts?: Spread | null;
}

export interface FairnessFigures {
  rows: FairnessRow[];
  targets: Target[];
}

/** What all runs say. */
export function fairnessFigures(
  outcomes: ReadonlyMap<FairnessPart, Outcomes<PartRun>>,
  rttMs: number,
): FairnessFigures {
  const rows = [...outcomes].map(
    ([part, outcome]): FairnessRow => ({part, ...outcome, ...figures(part, outcome.runs, rttMs)}),
  );
  const of = (part: FairnessPart) => rows.find((row) => row.part === part);
  const median = (spread: Spread | null | undefined) => spread?.median ?? null;
  return {
    rows,
    targets: [
      target({
        ...{name: 'four claw flows, Jain', unit: 'index', atLeast: JAIN_MIN},
        figure: median(of('four claw')?.jain),
      }),
      target({
        ...{name: "claw's share beside CUBIC", unit: '%', ...SHARE_PCT},
        figure: median(of('claw beside cubic')?.sharePct),
      }),
      target({
        ...{name: 'standing queue p95', unit: 'ms', atMost: QUEUE_P95_MS_MAX},
        figure: median(of('queue of claw')?.queueP95Ms),
      }),
      target({
        ...{name: 'drop of capacity, rate', unit: 'RTT', atMost: ABSORBED_RTTS_MAX},
        figure: median(of('drop under claw')?.rateSettledRtts),
      }),
    ],
  };
}

function figures(part: FairnessPart, runs: readonly PartRun[], rttMs: number) {
  const shares = runs.filter((run) => 'jain' in run);
  const queues = runs.filter((run) => 'p95Ms' in run);
  const drops = runs.filter((run) => 'longestQueueMs' in run);
  switch (part) {
    case 'four claw':
    case 'claw beside cubic':
      return {
        bps: spreadOver(shares, ({flowsBps}) => flowsBps.reduce((sum, bps) => sum + bps, 0)),
        ...(part === 'four claw'
          ? {jain: spreadOver(shares, ({jain}) => jain)}
          : {sharePct: spreadOver(shares, ({share}) => share * 100)}),
      };
    case 'queue of claw':
    case 'queue of cubic':
      return {
        bps: spreadOver(queues, ({bps}) => bps),
        queueP50Ms: spreadOver(queues, ({p50Ms}) => p50Ms),
        queueP95Ms: spreadOver(queues, ({p95Ms}) => p95Ms),
        longestQueueMs: spreadOver(queues, ({maxMs}) => maxMs),
      };
    default:
      return {
        longestQueueMs: spreadOver(drops, ({longestQueueMs}) => longestQueueMs),
        rateSettledRtts: spreadOver(drops, (run) => inRtts(run.rateSettledMs, rttMs)),
        queueSettledRtts: spreadOver(drops, (run) => inRtts(run.queueSettledMs, rttMs)),
      };
  }
}

function inRtts(ms: number | null, rttMs: number): number | null {
  return ms === null ? null : ms / rttMs;
}
