import {BIN_MS, type FlowSpec} from '../../agent/bench/protocol.js';
import type {BenchContext, BenchOptions} from './bench.js';
import type {BenchLab} from './bench-lab.js';
import type {BenchPipe, FlowResult} from './bench-pipe.js';
import {type Carrier, carrierFacts, type Peer, prepareCarrier} from './carriers.js';
import {measureCells} from './cells.js';
import {interleaved} from './interleave.js';
import type {PathConditions} from './path-conditions.js';
import {
  type ThroughputCell,
  type ThroughputRun,
  targetBps,
  throughputRow,
  throughputRun,
} from './throughput-result.js';

export interface ThroughputOptions extends BenchOptions {
  rttsMs: readonly number[];
  losses: readonly number[];
  rateBps?: number;
  durationMs: number;
  peers: readonly Peer[];
}

export interface ThroughputResult {
  bench: 'throughput';
  command: string;
  asked: ThroughputOptions;
  /** Length of the bins of `binBytes`. */
  binMs: number;
  cells: ThroughputCell[];
}

/** Bulk transfer over claw and its peers, one after the other in the same lab, run by run. */
export async function benchThroughput(
  asked: ThroughputOptions,
  context: BenchContext,
): Promise<ThroughputResult> {
  const cells = await measureCells(cellConditions(asked), asked, context, (bench, cell) =>
    measureCell(bench, cell, asked, context.onStep),
  );
  return {bench: 'throughput', command: context.commandLine, asked, binMs: BIN_MS, cells};
}

function cellConditions({rttsMs, losses, rateBps}: ThroughputOptions): PathConditions[] {
  const rate = rateBps === undefined ? {} : {rateBps};
  return rttsMs.flatMap((rttMs) => losses.map((loss) => ({rttMs, loss, ...rate})));
}

async function measureCell(
  bench: BenchLab,
  {rttMs, loss, rateBps}: PathConditions,
  {peers, runs, durationMs}: ThroughputOptions,
  onStep: (text: string) => void,
): Promise<ThroughputCell> {
  const carriers: Carrier[] = ['claw', ...peers];
  const outcomes = new Map<Carrier, (ThroughputRun | string)[]>(
    carriers.map((carrier) => [carrier, []]),
  );
  for (let run = 0; run < runs; run++) {
    for (const carrier of interleaved(carriers, run)) {
      const outcome = await measureRun(bench, carrier, durationMs);
      outcomes.get(carrier)?.push(outcome);
      onStep(`run ${run + 1} of ${runs}, ${carrier}: ${describeOutcome(outcome)}`);
    }
  }
  const claw = (outcomes.get('claw') ?? []).map((outcome) =>
    typeof outcome === 'string' ? undefined : outcome.goodputBps,
  );
  return {
    ...{rttMs, loss},
    ...(rateBps === undefined ? {} : {rateBps, targetBps: targetBps(rateBps, loss)}),
    rows: carriers.map((carrier) => {
      const {isEncrypted} = carrierFacts(carrier);
      const own = carrier === 'claw' ? undefined : claw;
      return throughputRow(carrier, isEncrypted, outcomes.get(carrier) ?? [], own);
    }),
  };
}

/** Or why it did not come about: one peer that cannot connect is no reason to lose the others. */
async function measureRun(
  bench: BenchLab,
  carrier: Carrier,
  durationMs: number,
): Promise<ThroughputRun | string> {
  const missing = await prepareCarrier(bench, carrier);
  if (missing !== undefined) return missing;
  const {kind, messageBytes} = carrierFacts(carrier);
  const tally = await bench.tally();
  try {
    const result = await transfer(await bench.openPipe(kind), messageBytes, durationMs);
    return {...throughputRun(result, durationMs), ...(await tally())};
  } catch (error) {
    return (error as Error).message;
  }
}

async function transfer(
  pipe: BenchPipe,
  messageBytes: number,
  durationMs: number,
): Promise<FlowResult> {
  const load = {saturate: true} as const;
  const flow: FlowSpec = {id: 1, mode: {}, priority: 'bulk', load, messageBytes, durationMs};
  try {
    const [result] = await pipe.run([{flow, settleMs: 0}]);
    if (!result) throw new Error('one flow has one result');
    return result;
  } finally {
    await pipe.close();
  }
}

function describeOutcome(outcome: ThroughputRun | string): string {
  return typeof outcome === 'string' ? outcome : `${(outcome.goodputBps / 1e6).toFixed(1)} Mbit/s`;
}
