import type {BenchContext, BenchOptions} from './bench.js';
import type {BenchLab} from './bench-lab.js';
import type {Carrier} from './carriers.js';
import {measureInterleaved, type Outcomes} from './outcomes.js';
import type {PathConditions} from './path-conditions.js';
import {withBenchLab} from './with-bench-lab.js';

/** What one sender and one receiver do under one condition after the other, in one lab. */
export async function measureCells<Cell>(
  conditions: readonly PathConditions[],
  {seed, linkDriver}: BenchOptions,
  context: BenchContext,
  measure: (bench: BenchLab, conditions: PathConditions) => Promise<Cell>,
): Promise<Cell[]> {
  const [path] = conditions;
  if (!path) throw new RangeError('no cells');
  const session = {...context, path, seed, linkDriver, senders: 1, receivers: 1};
  return withBenchLab(session, async (bench) => {
    const cells: Cell[] = [];
    for (const cell of conditions) {
      context.onStep(`cell ${cells.length + 1} of ${conditions.length}: ${conditionsText(cell)}`);
      await bench.setPath(cell);
      cells.push(await measure(bench, cell));
    }
    return cells;
  });
}

export interface CarrierComparison<Name extends Carrier, Run, Cell> {
  carriers: readonly Name[];
  measure(bench: BenchLab, carrier: Name): Promise<Run>;
  /** Says what came of a run, for its progress line. */
  describe(run: Run): string;
  /** What all runs under one condition say. */
  cell(conditions: PathConditions, outcomes: ReadonlyMap<Name, Outcomes<Run>>): Cell;
}

/** Carriers beside each other, run by run, under each condition in turn. */
export function compareCarriers<Name extends Carrier, Run, Cell>(
  conditions: readonly PathConditions[],
  asked: BenchOptions,
  context: BenchContext,
  {carriers, measure, describe, cell}: CarrierComparison<Name, Run, Cell>,
): Promise<Cell[]> {
  return measureCells(conditions, asked, context, async (bench, path) =>
    cell(
      path,
      await measureInterleaved(carriers, {
        runs: asked.runs,
        measure: (carrier) => measure(bench, carrier),
        describe,
        onStep: context.onStep,
      }),
    ),
  );
}

function conditionsText({rttMs, loss}: PathConditions): string {
  // Not 7.000000000000001.
  return `${rttMs} ms, ${Number((loss * 100).toPrecision(6))}% loss`;
}
