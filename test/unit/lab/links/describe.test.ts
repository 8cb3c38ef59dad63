import {expect, it} from 'vitest';
import {describeModel} from '../../../../src/lab/links/describe.js';
import type {LinkModel} from '../../../../src/lab/links/model.js';

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
  [
    {delayMs: 5, jitterMs: 2, jitterDistribution: 'pareto', jitterCorrelation: 0.25, reorder: true},
    '5ms ±2ms pareto correlated 25% reordering',
  ],
  [
    {lossBursts: {enter: 0.01, leave: 0.25, lossInside: 0.75, lossOutside: 0}, lossPackets: [1, 2]},
    'bursts 1%/25%/75%/0% loses 2 listed',
  ],
  [{duplicate: 0.01, corrupt: 0.002}, 'duplicate 1% corrupt 0.2%'],
  [
    {trace: {name: 'lte', opportunitiesMs: [1]}, codel: {targetMs: 5, intervalMs: 100}},
    'trace lte codel 5ms/100ms',
  ],
  [
    {blackouts: [{atMs: 1000, forMs: 200}], flap: {everyMs: 5000, downMs: 100, fromMs: 0}},
    'down 200ms at 1000ms down 100ms every 5000ms',
  ],
  [
    {
      timeline: [{atMs: 1, change: {loss: 1}}],
      faults: [{class: 'stun-check', nth: 2, action: 'drop'}],
    },
    '1 change drop stun-check #2',
  ],
] as [LinkModel, string][])('describes %j as "%s"', (model, text) => {
  expect(describeModel(model)).toBe(text);
});
