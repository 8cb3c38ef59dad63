import {expect, it} from 'vitest';
import {describeModel} from '../../../../src/lab/links/describe.js';

it.each([
  [{}, 'clear'],
  [{delayMs: 0, loss: 0}, 'clear'],
  [{delayMs: 25}, '25ms'],
  [{delayMs: 12.5, jitterMs: 2.5, loss: 0.01, rateBps: 50e6}, '12.5ms ±2.5ms loss 1% 50mbit'],
  [{jitterMs: 5}, '0ms ±5ms'],
  [{loss: 0.07}, 'loss 7%'],
  [{loss: 0.0005}, 'loss 0.05%'],
  [{rateBps: 1e9}, '1gbit'],
  [{rateBps: 1.5e6, queueMsMax: 100}, '1.5mbit queue 100ms'],
  [{rateBps: 512e3}, '512kbit'],
  [{rateBps: 800}, '800bit'],
  [{queueMsMax: 100}, 'clear'],
])('describes %j as "%s"', (model, text) => {
  expect(describeModel(model)).toBe(text);
});
