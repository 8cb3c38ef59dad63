import type {AgentEvent} from '../../../agent/control/protocol.js';
import {type Quantiles, Sample} from '../../reliability/sample.js';
import type {Outcomes} from '../outcomes.js';
import type {MissingStretch} from './broken-promise.js';
import type {Delivery, Interruption} from './interruption.js';
import type {PathTimes} from './path-log.js';
import type {RecoveredRate} from './recovered-rate.js';

export const FAILOVER_CARRIERS = ['claw', 'datachannel'] as const;
export type FailoverCarrier = (typeof FAILOVER_CARRIERS)[number];

/** What one fault did to one flow. */
export interface FlowFigures extends Delivery, Partial<Interruption> {
  traffic: string;
  direction: 'forward' | 'back';
  /** From the fault to the message that broke the latency objective; null: it was kept. */
  breachMs?: number | null;
  /** Of bulk, which has none of the other times; absent when nothing arrived before the fault. */
  rate?: RecoveredRate;
  /** Of a promise that was broken, unless by bulk. */
  missing?: MissingStretch[];
}

/** One fault under one carrier. */
export interface FailoverRun {
  /** Uncertainty of the instant that every time counts from. */
  commitTookMs: number;
  /** From the commit to the network as it was. */
  faultMs: number;
  /** Packets the core lost, and packets that went to the relay during the fault; null: not counted. */
  dropped: number | null;
  relayed: number | null;
  path: PathTimes;
  flows: FlowFigures[];
  /** What each end said; only where a promise was broken. */
  events?: readonly AgentEvent[][];
}

/** Over all faults, the worse of the two directions each time. Times in milliseconds. */
export interface TrafficRow {
  traffic: string;
  gapMs: Quantiles | null;
  /** Of the faults that interrupted it and whose gap ended. */
  firstByteMs: Quantiles | null;
  failBackGapMs: Quantiles | null;
  recoveredMs: Quantiles | null;
  /** Sums over all faults and both directions. */
  sent: number;
  lost: number;
  duplicated: number;
  reordered: number;
}

export interface CarrierCell extends Outcomes<FailoverRun> {
  carrier: FailoverCarrier;
  detectedMs: Quantiles | null;
  switchedMs: Quantiles | null;
  failBackMs: Quantiles | null;
  /** Faults after which traffic moved to another path. */
  moved: number;
  /** Faults left before the latency objective was broken, or that never broke it. */
  leftInTime: number;
  rows: TrafficRow[];
}

/** What the faults of one kind did to one carrier. */
export function carrierCell(
  carrier: FailoverCarrier,
  {runs, failures}: Outcomes<FailoverRun>,
): CarrierCell {
  const names = new Set(runs.flatMap(({flows}) => flows.map(({traffic}) => traffic)));
  const moved = runs.filter(({path}) => path.switchedMs !== null);
  return {
    ...{carrier, runs, failures},
    detectedMs: over(runs.map(({path}) => path.detectedMs)),
    switchedMs: over(runs.map(({path}) => path.switchedMs)),
    failBackMs: over(runs.map(({path}) => path.failBackMs)),
    moved: moved.length,
    leftInTime: runs.filter(isLeftInTime).length,
    rows: [...names].map((traffic) => trafficRow(traffic, runs)),
  };
}

function trafficRow(traffic: string, runs: readonly FailoverRun[]): TrafficRow {
  const each = runs.map(({flows}) => flows.filter((flow) => flow.traffic === traffic));
  const worst = (figure: (flow: FlowFigures) => number | null | undefined) =>
    over(each.map((flows) => largest(flows.map(figure))));
  const sum = (figure: (flow: FlowFigures) => number) =>
    each.flat().reduce((total, flow) => total + figure(flow), 0);
  return {
    traffic,
    gapMs: worst(({gapMs}) => gapMs),
    firstByteMs: worst(({firstByteMs}) => firstByteMs),
    failBackGapMs: worst(({failBackGapMs}) => failBackGapMs),
    recoveredMs: worst(({rate}) => rate?.recoveredMs),
    sent: sum(({sent}) => sent),
    lost: sum(({lost}) => lost),
    duplicated: sum(({duplicated}) => duplicated),
    reordered: sum(({reordered}) => reordered),
  };
}

function isLeftInTime({path, flows}: FailoverRun): boolean {
  const breaches = flows.map(({breachMs}) => breachMs).filter(isKnown);
  if (breaches.length === 0) return true;
  return path.switchedMs !== null && path.switchedMs < Math.min(...breaches);
}

function over(values: readonly (number | null)[]): Quantiles | null {
  const sample = new Sample();
  for (const value of values) if (value !== null) sample.add(value);
  return sample.quantiles() ?? null;
}

function largest(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter(isKnown);
  return known.length > 0 ? Math.max(...known) : null;
}

function isKnown(value: number | null | undefined): value is number {
  return value !== null && value !== undefined;
}
