import {interleaved} from './interleave.js';
import {type Spread, spreadOf} from './spread.js';

/** What came of the runs of one thing that is compared. */
export interface Outcomes<Run> {
  runs: Run[];
  /** One reason for each run that did not come about. */
  failures: string[];
}

export interface RunPlan<Item, Run> {
  runs: number;
  measure(item: Item, run: number): Promise<Run>;
  /** Says what came of a run, for its progress line. */
  describe(run: Run): string;
  onStep(text: string): void;
}

/**
 * Measures every item once in each run, in changing order. One that fails is no reason to lose the
 * others.
 */
export async function measureInterleaved<Item extends string, Run>(
  items: readonly Item[],
  {runs, measure, describe, onStep}: RunPlan<Item, Run>,
): Promise<Map<Item, Outcomes<Run>>> {
  const outcomes = new Map<Item, Outcomes<Run>>(
    items.map((item) => [item, {runs: [], failures: []}]),
  );
  for (let run = 0; run < runs; run++) {
    for (const item of interleaved(items, run)) {
      const outcome = outcomes.get(item);
      const say = (text: string) => onStep(`run ${run + 1} of ${runs}, ${item}: ${text}`);
      try {
        const measured = await measure(item, run);
        outcome?.runs.push(measured);
        say(describe(measured));
      } catch (error) {
        outcome?.failures.push((error as Error).message);
        say((error as Error).message);
      }
    }
  }
  return outcomes;
}

/** A figure over the runs that have it. */
export function spreadOver<Run>(
  runs: readonly Run[],
  figure: (run: Run) => number | null | undefined,
): Spread | null {
  return spreadOf(runs.map(figure).filter((value) => value !== null && value !== undefined));
}
