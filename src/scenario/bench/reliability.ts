import type {CarrierName} from '../../agent/webrtc/carrier.js';
import type {MessageMode} from '../reliability/mode.js';
import type {BenchContext, BenchOptions} from './bench.js';
import type {BenchLab} from './bench-lab.js';
import {compareCarriers} from './cells.js';
import {checkContract} from './check-contract.js';
import {benchModes} from './reliability-modes.js';
import {
  type ModeRun,
  type ReliabilityCarrier,
  type ReliabilityCell,
  type ReliabilityRun,
  reliabilityCarriers,
  reliabilityCell,
} from './reliability-result.js';

/** Frames as a camera or a state sync sends them, each of one packet. */
export const FRAMES = {messageBytes: 1000, messagesPerSecond: 30};
/** A receiver can only estimate how long a packet travelled: half a round trip that varies by this. */
const LIFETIME_TOLERANCE_MS = 5;
/** Reliable ones that were lost several times in a row need it. */
const SETTLE_MS = 10_000;

export interface ReliabilityOptions extends BenchOptions {
  /** Of claw. */
  carriers: readonly CarrierName[];
  rttMs: number;
  losses: readonly number[];
  durationMs: number;
}

export interface ReliabilityResult {
  bench: 'reliability';
  command: string;
  asked: ReliabilityOptions;
  lifetimeToleranceMs: number;
  cells: ReliabilityCell[];
}

/** Frames in every reliability mode at once, each on a connection of its own, under the same loss. */
export async function benchReliability(
  asked: ReliabilityOptions,
  context: BenchContext,
): Promise<ReliabilityResult> {
  const {rttMs, losses} = asked;
  const conditions = losses.map((loss) => ({rttMs, loss}));
  const cells = await compareCarriers(conditions, asked, context, {
    carriers: reliabilityCarriers(asked.carriers),
    measure: (bench, carrier) => measureRun(bench, carrier, asked),
    describe: ({modes}) => `${broken(modes)} of ${modes.length} contracts broken`,
    cell: ({loss}, outcomes) => reliabilityCell(loss, rttMs, outcomes),
  });
  return {
    ...{bench: 'reliability', command: context.commandLine, asked},
    ...{lifetimeToleranceMs: LIFETIME_TOLERANCE_MS, cells},
  };
}

async function measureRun(
  bench: BenchLab,
  carrier: ReliabilityCarrier,
  {rttMs, durationMs}: ReliabilityOptions,
): Promise<ReliabilityRun> {
  const tally = await bench.tally();
  const modes = await Promise.all(
    benchModes(rttMs).map((mode) => measureMode(bench, carrier, mode, durationMs)),
  );
  return {modes, ...(await tally())};
}

async function measureMode(
  bench: BenchLab,
  carrier: ReliabilityCarrier,
  mode: MessageMode,
  durationMs: number,
): Promise<ModeRun> {
  const {messageBytes, messagesPerSecond} = FRAMES;
  const pipe = await bench.openPipe(carrier);
  const flow = {id: 1, mode, priority: 'interactive' as const, load: {messagesPerSecond}};
  const settleMs = mode.reliability === 'reliable' ? SETTLE_MS : SETTLE_MS / 10;
  const [result] = await pipe.run([
    {flow: {...flow, messageBytes, durationMs}, settleMs, keepArrivals: true},
  ]);
  await pipe.close();
  if (!result) throw new Error('no result');
  const {violations, figures} = checkContract(result, {
    ...{mode, messagesPerSecond, messageBytes},
    lifetimeToleranceMs: LIFETIME_TOLERANCE_MS,
  });
  const [figure] = figures;
  return {
    ...{mode, violations},
    sent: result.sent.messages,
    delivered: figure?.delivered ?? 0,
    latencyMs: figure?.latencyMs ?? null,
    overtaken: figure?.overtaken ?? 0,
    corrupt: result.received.corrupt,
  };
}

function broken(modes: readonly ModeRun[]): number {
  return modes.filter(({violations}) => violations.length > 0).length;
}
