import {expect, test} from 'vitest';
import {ringFlows} from '../../../../../src/scenario/bench/soak/ring.js';
import {agentNames, ringOf, soakSites} from '../../../../../src/scenario/bench/soak/soak-lab.js';

test('every agent is one end of two connections', () => {
  expect(ringOf(agentNames(4))).toEqual([
    ['a1', 'a2'],
    ['a2', 'a3'],
    ['a3', 'a4'],
    ['a4', 'a1'],
  ]);
});

test('every agent has a site of its own, a quarter of the round trip away', () => {
  expect(soakSites(['a1', 'a2'], 40)).toEqual([
    {name: 's1', nat: 'cone', hosts: ['a1'], link: {up: {delayMs: 10}, down: {delayMs: 10}}},
    {name: 's2', nat: 'cone', hosts: ['a2'], link: {up: {delayMs: 10}, down: {delayMs: 10}}},
  ]);
});

test('all six modes on each connection, half of them each way, none at the same time as another', () => {
  const plans = ringFlows({rttMs: 50, durationMs: 1000});
  expect(new Set(plans.map(({flow}) => JSON.stringify(flow.mode))).size).toBe(6);
  expect(plans.filter(({isBack}) => isBack)).toHaveLength(3);
  expect(new Set(plans.map(({startAfterMs}) => startAfterMs)).size).toBe(6);
});
