import {type MessageMode, MODE_NAMES, type ModeName, modeIndex} from '../../reliability/mode.js';
import {type Quantiles, Sample} from '../../reliability/sample.js';
import type {Violation} from '../../reliability/violations.js';
import type {FlowPlan, FlowResult} from '../bench-pipe.js';
import {checkContract} from '../check-contract.js';
import {PACE} from './ring.js';

/** As in the reliability bench: how far off a receiver's estimate of a packet's travel may be. */
export const LIFETIME_TOLERANCE_MS = 5;

/** One flow of a soak, as it was run. */
export interface RunFlow {
  from: string;
  to: string;
  plan: FlowPlan;
  result: FlowResult;
}

/** What became of one flow over the whole soak. */
export interface FlowFigures {
  from: string;
  to: string;
  mode: ModeName;
  sent: number;
  delivered: number;
  /** Received damaged. */
  corrupt: number;
  /** Longest time without an arrival beyond the pace, between the first and the last. */
  gapMs: number;
  violations: Violation[];
}

/** All flows of a mode. Times in milliseconds. */
export interface ModeRow {
  mode: ModeName;
  flows: number;
  sent: number;
  delivered: number;
  latencyMs: Quantiles | null;
  /** The longest of any flow. */
  gapMs: number;
  /** Delivered after the lifetime and its tolerance, and every other broken promise. */
  late: number;
  broken: number;
}

/** Holds each flow against what its mode promises. */
export function flowFigures({from, to, plan, result}: RunFlow): FlowFigures {
  const mode = plan.flow.mode as MessageMode;
  const {messageBytes, everyMs} = PACE;
  const {violations} = checkContract(result, {
    ...{mode, messageBytes, messagesPerSecond: 1000 / everyMs},
    lifetimeToleranceMs: LIFETIME_TOLERANCE_MS,
  });
  const {sent, received} = result;
  return {
    ...(plan.isBack ? {from: to, to: from} : {from, to}),
    mode: nameOf(plan),
    sent: sent.messages,
    delivered: received.distinct,
    corrupt: received.corrupt,
    gapMs: longestGapMs(result),
    violations,
  };
}

/** `flows` and `figures` of them go together. */
export function modeRows(flows: readonly RunFlow[], figures: readonly FlowFigures[]): ModeRow[] {
  return MODE_NAMES.map((mode): ModeRow => {
    const own = figures.filter((flow) => flow.mode === mode);
    const sum = (figure: (flow: FlowFigures) => number) =>
      own.reduce((total, flow) => total + figure(flow), 0);
    return {
      ...{mode, flows: own.length},
      sent: sum(({sent}) => sent),
      delivered: sum(({delivered}) => delivered),
      latencyMs: latencyMs(flows.filter(({plan}) => nameOf(plan) === mode)),
      gapMs: Math.max(0, ...own.map(({gapMs}) => gapMs)),
      late: sum((flow) => violationsOf(flow, (kind) => kind === 'late')),
      broken: sum((flow) => flow.corrupt + violationsOf(flow, (kind) => kind !== 'late')),
    };
  });
}

function nameOf({flow}: FlowPlan): ModeName {
  return MODE_NAMES[modeIndex(flow.mode as MessageMode)] as ModeName;
}

function violationsOf(
  {violations}: FlowFigures,
  counts: (kind: Violation['kind']) => boolean,
): number {
  return violations.reduce((total, {kind, count}) => total + (counts(kind) ? count : 0), 0);
}

function latencyMs(flows: readonly RunFlow[]): Quantiles | null {
  const sample = new Sample();
  for (const {result} of flows) {
    for (const {sentAtMs, arrivedAtMs} of result.received.arrivals ?? []) {
      sample.add(arrivedAtMs - sentAtMs);
    }
  }
  return sample.quantiles() ?? null;
}

function longestGapMs({received}: FlowResult): number {
  const times = (received.arrivals ?? []).map(({arrivedAtMs}) => arrivedAtMs);
  let longest = 0;
  times.forEach((atMs, index) => {
    longest = Math.max(longest, atMs - (times[index - 1] ?? atMs) - PACE.everyMs);
  });
  return longest;
}
