import type {BenchContext, BenchOptions} from './bench.js';
import type {BenchLab} from './bench-lab.js';
import {
  type DropRun,
  type FairnessPath,
  measureBesideCubic,
  measureDrop,
  measureOwn,
  measureQueue,
  type QueueRun,
  type SharesRun,
} from './fairness-parts.js';
import {
  FAIRNESS_PARTS,
  type FairnessFigures,
  type FairnessPart,
  fairnessFigures,
  type PartRun,
} from './fairness-result.js';
import {measureInterleaved} from './outcomes.js';
import {withBenchLab} from './with-bench-lab.js';

export interface FairnessOptions extends FairnessPath, BenchOptions {}

export interface FairnessResult extends FairnessFigures {
  bench: 'fairness';
  command: string;
  asked: FairnessOptions;
}

/** How flows share a bottleneck, how long a queue they keep there, and what they do when it shrinks. */
export async function benchFairness(
  asked: FairnessOptions,
  context: BenchContext,
): Promise<FairnessResult> {
  const {rateBps, rttMs, queueMs, runs, seed, linkDriver} = asked;
  const path = {rttMs, loss: 0, rateBps, queueMs};
  const session = {...context, path, seed, linkDriver, senders: 2, receivers: 2};
  return withBenchLab(session, async (bench) => {
    const outcomes = await measureInterleaved<FairnessPart, PartRun>(FAIRNESS_PARTS, {
      runs,
      measure: (part, run) => measurePart(bench, part, asked, run),
      describe,
      onStep: context.onStep,
    });
    return {
      bench: 'fairness',
      command: context.commandLine,
      asked,
      ...fairnessFigures(outcomes, rttMs),
    };
  });
}

function measurePart(
  bench: BenchLab,
  part: FairnessPart,
  path: FairnessPath,
  run: number,
): Promise<PartRun> {
  switch (part) {
    case 'four claw':
      return measureOwn(bench, path);
    case 'claw beside cubic':
      return measureBesideCubic(bench, path, run);
    case 'queue of claw':
      return measureQueue(bench, 'claw', path);
    case 'queue of cubic':
      return measureQueue(bench, 'cubic', path);
    case 'drop under claw':
      return measureDrop(bench, 'claw', path);
    case 'drop under cubic':
      return measureDrop(bench, 'cubic', path);
  }
}

function describe(run: PartRun): string {
  if ('jain' in run) return shares(run);
  return 'p95Ms' in run ? queue(run) : drop(run);
}

function shares({jain, flowsBps}: SharesRun): string {
  return `${flowsBps.map((bps) => (bps / 1e6).toFixed(1)).join(' + ')} Mbit/s, Jain ${jain.toFixed(3)}`;
}

function queue({p95Ms}: QueueRun): string {
  return `p95 ${p95Ms.toFixed(1)} ms`;
}

function drop({rateSettledMs, queueSettledMs}: DropRun): string {
  const text = (ms: number | null) => (ms === null ? 'not seen' : `${ms.toFixed(0)} ms`);
  return `rate ${text(rateSettledMs)}, queue ${text(queueSettledMs)}`;
}
