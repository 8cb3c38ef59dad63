import {expect, test} from 'vitest';
import type {FlowCount} from '../../../../../src/lab/lab.js';
import {busyFlows, provesEnds} from '../../../../../src/scenario/bench/soak/soak-proof.js';

const flow = (sourcePort: number, packets: number): FlowCount => ({
  ...{protocol: 'udp', source: '198.18.1.2', sourcePort, target: '198.18.2.2', targetPort: 5000},
  ...{packets, bytes: 100 * packets, router: 'core'},
});

test('what was carried between two looks, without what only keeps a path alive', () => {
  const before = [flow(1, 1000), flow(2, 500), flow(4, 90)];
  const after = [flow(1, 1040), flow(2, 506), flow(3, 30), flow(4, 90)];
  expect(busyFlows(before, after)).toEqual([flow(1, 40), flow(3, 30)]);
});

const turn = {transport: 'udp' as const, address: '198.18.0.2', port: 3478};
const place = (address: string, port: number) => ({address, port, type: 'srflx'});
const direct = {local: place('10.1.0.2', 4000), remote: place('198.18.2.2', 5000)};
const relayed = {
  ...{local: place('198.18.0.2', 50_000), remote: place('198.18.0.2', 50_001)},
  relayClient: {address: '198.18.2.2', port: 6000, transport: 'udp' as const},
};
const relayFlow: FlowCount = {
  ...flow(6000, 40),
  ...{source: '198.18.2.2', target: turn.address, targetPort: turn.port},
};

test('ends that send on different paths are each held to their own word', () => {
  expect(provesEnds([direct, relayed], [flow(4000, 40), relayFlow], [turn])).toBe(true);
  expect(provesEnds([direct, relayed], [relayFlow], [turn])).toBe(false);
  expect(provesEnds([direct, relayed], [flow(4000, 40)], [turn])).toBe(false);
  expect(provesEnds([direct, undefined], [flow(4000, 40)], [turn])).toBe(false);
});

test('ends on one path are proven together: traffic has to be seen both ways', () => {
  const other = {local: place('10.2.0.2', 5000), remote: place('198.18.1.2', 1)};
  const back: FlowCount = {
    ...flow(5000, 40),
    ...{source: '198.18.2.2', target: '198.18.1.2', targetPort: 1},
  };
  expect(provesEnds([direct, other], [flow(1, 40), back], [turn])).toBe(true);
  expect(provesEnds([direct, other], [flow(1, 40)], [turn])).toBe(false);
});
