import {expect, test} from 'vitest';
import type {FlowCount} from '../../../../../src/lab/lab.js';
import {busyFlows} from '../../../../../src/scenario/bench/soak/soak-proof.js';

const flow = (sourcePort: number, packets: number): FlowCount => ({
  ...{protocol: 'udp', source: '198.18.1.2', sourcePort, target: '198.18.2.2', targetPort: 5000},
  ...{packets, bytes: 100 * packets, router: 'core'},
});

test('what was carried between two looks, without what only keeps a path alive', () => {
  const before = [flow(1, 1000), flow(2, 500), flow(4, 90)];
  const after = [flow(1, 1040), flow(2, 506), flow(3, 30), flow(4, 90)];
  expect(busyFlows(before, after)).toEqual([flow(1, 40), flow(3, 30)]);
});
