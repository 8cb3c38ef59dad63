import {expect, test} from 'vitest';
import {
  type FailoverRun,
  type FlowFigures,
  failoverCell,
} from '../../../../../src/scenario/bench/failover/failover-result.js';

const flow = (figures: Partial<FlowFigures>): FlowFigures => ({
  ...{traffic: 'reliable-ordered', direction: 'forward' as const},
  ...{sent: 1000, lost: 0, duplicated: 0, reordered: 0},
  ...{gapMs: 0, firstByteMs: null, failBackGapMs: 0, breachMs: null},
  ...figures,
});

const run = (switchedMs: number | null, ...flows: FlowFigures[]): FailoverRun => ({
  ...{commitTookMs: 20, faultMs: 3000, dropped: 400, relayed: 300, flows},
  path: {
    ...{before: 'direct', during: 'relay-udp', detectedMs: switchedMs, switchedMs},
    ...{failBackMs: switchedMs === null ? null : 2000, moves: 4},
  },
});

const claw = (...runs: FailoverRun[]) => new Map([['claw' as const, {runs, failures: []}]]);

test('a fault counts with the worse of its two directions', () => {
  const {carriers} = failoverCell(
    'blackhole',
    50,
    claw(
      run(150, flow({gapMs: 160, lost: 1}), flow({direction: 'back', gapMs: 200, lost: 2})),
      run(170, flow({gapMs: 240, firstByteMs: 240}), flow({direction: 'back', gapMs: 90})),
    ),
  );
  const [row] = carriers[0]?.rows ?? [];
  expect(row?.gapMs).toMatchObject({count: 2, p50: 200, p99: 240, max: 240});
  expect(row).toMatchObject({sent: 4000, lost: 3, firstByteMs: {count: 1}});
  expect(carriers[0]).toMatchObject({moved: 2, switchedMs: {p99: 170}, failBackMs: {max: 2000}});
});

test('a blackhole may take 250 ms, or three round trips', () => {
  const at = (rttMs: number) => failoverCell('blackhole', rttMs, claw(run(1, flow({gapMs: 280}))));
  expect(at(50).targets).toEqual([
    {
      ...{name: 'blackhole: reliable-ordered gap p99', unit: 'ms', figure: 280},
      ...{atMost: 250, isMet: false},
    },
    {
      ...{name: 'blackhole: reliable-ordered broken', unit: 'count', figure: 0},
      ...{atMost: 0, isMet: true},
    },
  ]);
  expect(at(100).targets[0]).toMatchObject({atMost: 300, isMet: true});
});

test('a ramp is left in time before its objective breaks, or when it never does', () => {
  const {carriers, targets} = failoverCell(
    'delay-ramp',
    50,
    claw(
      run(700, flow({breachMs: 900})),
      run(900, flow({breachMs: 800})),
      run(null, flow({breachMs: 800})),
      run(null, flow({breachMs: null})),
    ),
  );
  expect(carriers[0]?.leftInTime).toBe(2);
  expect(targets[0]).toMatchObject({figure: 50, atLeast: 80, isMet: false});
});

test('UDP that was blocked is to be used again within 5 s', () => {
  const {targets} = failoverCell('udp-blocked', 50, claw(run(300, flow({gapMs: 310}))));
  expect(targets.map(({name, isMet}) => [name, isMet])).toEqual([
    ['udp-blocked: reliable-ordered gap p99', true],
    ['udp-blocked: fail-back, slowest', true],
    ['udp-blocked: reliable-ordered broken', true],
  ]);
});

test('without a run nothing is met', () => {
  const none = new Map([['claw' as const, {runs: [], failures: ['did not settle']}]]);
  expect(failoverCell('loss-ramp', 50, none).targets).toMatchObject([{figure: null, isMet: false}]);
});
