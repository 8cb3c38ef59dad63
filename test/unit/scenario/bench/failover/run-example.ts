import type {
  FailoverRun,
  FlowFigures,
} from '../../../../../src/scenario/bench/failover/carrier-cell.js';

export const flow = (figures: Partial<FlowFigures>): FlowFigures => ({
  ...{traffic: 'reliable-ordered', direction: 'forward' as const},
  ...{sent: 1000, lost: 0, duplicated: 0, reordered: 0},
  ...{gapMs: 0, firstByteMs: null, failBackGapMs: 0, breachMs: null},
  ...figures,
});

export const run = (switchedMs: number | null, ...flows: FlowFigures[]): FailoverRun => ({
  ...{commitTookMs: 20, faultMs: 3000, dropped: 400, relayed: 300, flows},
  path: {
    ...{before: 'direct', during: 'relay-udp', detectedMs: switchedMs, switchedMs},
    ...{failBackMs: switchedMs === null ? null : 2000, moves: 4},
    movesDuring: switchedMs === null ? [0, 0] : [1, 1],
  },
});

/** What `failoverCell` takes. */
export const claw = (...runs: FailoverRun[]) => new Map([['claw' as const, {runs, failures: []}]]);
