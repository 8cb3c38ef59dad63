import type {LinkDriver} from '../../lab.js';
import {binomialInterval} from '../../probe/binomial.js';
import type {LinkModel} from '../model.js';
import {FRAME_BYTES} from './bench-frames.js';
import type {ProcessUse} from './driver-cost.js';
import type {BenchOptions, Phase, PhaseName} from './phases.js';
import type {LateMs, ReceiveReport, SendReport} from './protocol.js';

/** The document of `claw lab bench`. */
export interface LinkBench {
  options: BenchOptions;
  machine: {kernel: string; processors: number};
  drivers: DriverBench[];
  /** Drivers this machine does not have. */
  absent: {driver: LinkDriver; why: string}[];
}

export interface DriverBench {
  driver: LinkDriver;
  phases: PhaseResult[];
}

export interface PhaseResult {
  phase: PhaseName;
  model: LinkModel;
  asked: {packets: number; packetsPerSecond: number};
  sent: number;
  sentPerSecond: number;
  received: number;
  receivedPerSecond: number;
  /** Bits of Ethernet frames that came out of the link each second. */
  receivedBps: number;
  reordered: number;
  duplicated: number;
  lost: number;
  loss: number;
  /** 99 % interval of the link's loss, given what was lost (Clopper and Pearson). */
  lossInterval: {low: number; high: number};
  /** How much later than the delay asked for; null when nothing came. */
  lateMs: LateMs | null;
  /** Frames the driver dropped without being asked to; null where it does not tell. */
  overrun: number | null;
  /** Frames the receiver lost; above zero the figures are not the link's. */
  missed: number;
  /** Of the driver's process; null for the kernel's. */
  use: {processors: number; peakMibBefore: number; peakMib: number} | null;
}

export interface PhaseRun {
  phase: Phase;
  sender: SendReport;
  receiver: ReceiveReport;
  overrun: number | undefined;
  before: ProcessUse | undefined;
  after: ProcessUse | undefined;
}

const CONFIDENCE = 0.99;
const MIB = 2 ** 20;

/** What a run of a phase amounts to. Rates are over the time the packets took at each end. */
export function phaseResult({phase, sender, receiver, ...run}: PhaseRun): PhaseResult {
  const {name, model, packets, packetsPerSecond} = phase;
  const {received, spanMs} = receiver;
  const {sent, tookMs} = sender;
  const lost = sent - received;
  const receivedPerSecond = spanMs === 0 ? 0 : ((received - 1) * 1000) / spanMs;
  return {
    phase: name,
    model,
    asked: {packets, packetsPerSecond},
    sent,
    sentPerSecond: Math.round((sent * 1000) / tookMs),
    received,
    receivedPerSecond: Math.round(receivedPerSecond),
    receivedBps: Math.round(receivedPerSecond * FRAME_BYTES * 8),
    reordered: receiver.reordered,
    duplicated: receiver.duplicated,
    lost,
    loss: lost / sent,
    lossInterval: binomialInterval(lost, sent, CONFIDENCE),
    lateMs: receiver.lateMs ? rounded(receiver.lateMs) : null,
    overrun: run.overrun ?? null,
    missed: receiver.missed,
    use: costOf(run, tookMs),
  };
}

function costOf({before, after}: Pick<PhaseRun, 'before' | 'after'>, tookMs: number) {
  if (before === undefined || after === undefined) return null;
  return {
    processors: Number(((after.processorMs - before.processorMs) / tookMs).toFixed(2)),
    peakMibBefore: Math.round(before.peakBytes / MIB),
    peakMib: Math.round(after.peakBytes / MIB),
  };
}

function rounded({min, p50, p99, max}: LateMs): LateMs {
  const round = (value: number) => Number(value.toFixed(3));
  return {min: round(min), p50: round(p50), p99: round(p99), max: round(max)};
}
