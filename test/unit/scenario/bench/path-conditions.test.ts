import {expect, test} from 'vitest';
import {pathLinks} from '../../../../src/scenario/bench/path-conditions.js';

test('delays of the four link directions add up; loss, rate and queue are there once each way', () => {
  const {sender, receiver} = pathLinks({rttMs: 50, loss: 0.05, rateBps: 20e6});
  expect(sender.up).toEqual({delayMs: 12.5, loss: 0.05, rateBps: 20e6, queueMsMax: 50});
  expect(sender.down).toEqual(sender.up);
  expect(receiver).toEqual({up: {delayMs: 12.5}, down: {delayMs: 12.5}});
});

test('a path without impairments, and a queue of another length', () => {
  expect(pathLinks({rttMs: 0, loss: 0})).toEqual({
    sender: {up: {}, down: {}},
    receiver: {up: {}, down: {}},
  });
  const {sender} = pathLinks({rttMs: 50, loss: 0, rateBps: 1e6, queueMs: 250});
  expect(sender.up).toEqual({delayMs: 12.5, rateBps: 1e6, queueMsMax: 250});
});

test('a bottleneck on a path without delay still has a queue', () => {
  expect(pathLinks({rttMs: 0, loss: 0, rateBps: 1e6}).sender.up.queueMsMax).toBe(5);
});
