import {expect, test} from 'vitest';
import type {FailoverRun} from '../../../../../src/scenario/bench/failover/carrier-cell.js';
import {failoverCell} from '../../../../../src/scenario/bench/failover/failover-result.js';
import {claw, flow, run} from './run-example.js';

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

const moving = (movesDuring: number[], faultMs = 60_000): FailoverRun => {
  const {path, ...figures} = run(100, flow({}));
  return {...figures, faultMs, path: {...path, movesDuring}};
};
const firstTarget = (fault: 'mild-loss' | 'mild-delay' | 'flap', ...runs: FailoverRun[]) =>
  failoverCell(fault, 50, claw(...runs)).targets[0];

test('a mild fault is no reason to move, at either end', () => {
  const moved = [moving([0, 1]), moving([2, 0]), moving([0, 0]), moving([0, 0])];
  expect(firstTarget('mild-loss', ...moved)).toEqual({
    ...{name: 'mild-loss: moved without need', unit: '%', figure: 50},
    ...{atMost: 5, isMet: false},
  });
  // The run has moved in the end: after the fault.
  expect(firstTarget('mild-delay', moving([0, 0]))).toMatchObject({figure: 0, isMet: true});
});

test('a path that flaps may be left once a minute: the busier end of the worst fault', () => {
  expect(firstTarget('flap', moving([1, 3]), moving([2, 1]))).toEqual({
    ...{name: 'flap: moves a minute', unit: 'count', figure: 3},
    ...{atMost: 1, isMet: false},
  });
  expect(firstTarget('flap', moving([2, 3], 180_000))).toMatchObject({figure: 1, isMet: true});
});

test('less than a minute of flapping counts as one', () => {
  expect(firstTarget('flap', moving([1, 1], 3000))).toMatchObject({figure: 1, isMet: true});
});

test('without a run nothing is met', () => {
  const none = new Map([['claw' as const, {runs: [], failures: ['did not settle']}]]);
  for (const fault of ['loss-ramp', 'mild-loss', 'flap'] as const) {
    expect(failoverCell(fault, 50, none).targets).toMatchObject([{figure: null, isMet: false}]);
  }
});
