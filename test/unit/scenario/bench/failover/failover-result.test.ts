import {expect, test} from 'vitest';
import {failoverCell} from '../../../../../src/scenario/bench/failover/failover-result.js';
import {claw, flow, run} from './run-example.js';

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
