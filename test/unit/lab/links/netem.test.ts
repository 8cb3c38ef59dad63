import {expect, it} from 'vitest';
import type {LinkModel} from '../../../../src/lab/links/model.js';
import {netemArgs, netemMissingError} from '../../../../src/lab/links/netem.js';

it.each([
  [{}, 'corrupt 0% rate 0bit limit 16384'],
  [{delayMs: 25}, 'delay 25ms corrupt 0% rate 0bit limit 16384'],
  [{delayMs: 12.5, loss: 0.07}, 'delay 12.5ms loss 7% corrupt 0% rate 0bit limit 16384'],
  // The rate keeps packets in order under jitter.
  [{delayMs: 25, jitterMs: 5}, 'delay 25ms 5ms corrupt 0% rate 100gbit limit 16384'],
  [{jitterMs: 5}, 'delay 0ms 5ms corrupt 0% rate 100gbit limit 16384'],
  // 225 ms at 50 Mbit/s are 929 frames of 1514 bytes.
  [{delayMs: 25, rateBps: 50e6}, 'delay 25ms corrupt 0% rate 50000000bit limit 929'],
  [
    {delayMs: 20, jitterMs: 5, loss: 0.01, rateBps: 8e6, queueMsMax: 75},
    'delay 20ms 5ms loss 1% corrupt 0% rate 8000000bit limit 67',
  ],
  [{rateBps: 64e3, queueMsMax: 10}, 'corrupt 0% rate 64000bit limit 2'],
  [
    {delayMs: 20, jitterMs: 5, jitterDistribution: 'normal', jitterCorrelation: 0.25},
    'delay 20ms 5ms 25% distribution normal corrupt 0% rate 100gbit limit 16384',
  ],
  [{delayMs: 20, jitterMs: 5, reorder: true}, 'delay 20ms 5ms corrupt 0% rate 0bit limit 16384'],
  [
    {lossBursts: {enter: 0.01, leave: 0.25, lossInside: 0.75, lossOutside: 0.001}},
    'loss gemodel 1% 25% 75% 0.1% corrupt 0% rate 0bit limit 16384',
  ],
  [{duplicate: 0.02, corrupt: 0.001}, 'duplicate 2% corrupt 0.1% rate 0bit limit 16384'],
] as [LinkModel, string][])('asks the kernel for %j with "%s"', (model, words) => {
  expect(netemArgs(model).join(' ')).toBe(words);
});

it('names the way round a kernel without netem', () => {
  const error = netemMissingError();
  expect(error).toMatchObject({code: 'NETEM_MISSING', exitCode: 3});
  expect(error.hint).toContain('--links userspace');
});

it.each([
  [{lossPackets: [3]}, 'loss of listed packets'],
  [
    {loss: 0.1, lossBursts: {enter: 0.1, leave: 0.1, lossInside: 1, lossOutside: 0}},
    'independent loss together with bursts',
  ],
  [{jitterMs: 5, reorder: true, rateBps: 1e6}, 'reordering together with a rate'],
  [{trace: {name: 't', opportunitiesMs: [1]}}, 'a trace-driven rate'],
  [{rateBps: 1e6, codel: {targetMs: 5, intervalMs: 100}}, 'the queue discipline codel'],
  [{blackouts: [{atMs: 1, forMs: 1}]}, 'blackouts'],
  [{flap: {everyMs: 2, downMs: 1, fromMs: 0}}, 'flapping'],
  [{timeline: [{atMs: 1, change: {loss: 1}}]}, 'a timeline'],
  [{faults: [{class: 'any', action: 'drop'}]}, 'faults by packet class'],
] as [LinkModel, string][])('refuses %j by name', (model, feature) => {
  expect(() => netemArgs(model)).toThrow(
    expect.objectContaining({
      code: 'LINKS_UNSUPPORTED',
      message: `The kernel's netem has no way to do this: ${feature}.`,
      hint: expect.stringContaining('--links userspace') as string,
    }),
  );
});
