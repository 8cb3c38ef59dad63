import {expect, it} from 'vitest';
import {netemArgs, netemMissingError} from '../../../../src/lab/links/netem.js';

it.each([
  [{}, 'limit 16384'],
  [{delayMs: 25}, 'delay 25ms limit 16384'],
  [{delayMs: 12.5, loss: 0.07}, 'delay 12.5ms loss 7% limit 16384'],
  // The rate keeps packets in order under jitter.
  [{delayMs: 25, jitterMs: 5}, 'delay 25ms 5ms rate 100gbit limit 16384'],
  [{jitterMs: 5}, 'delay 0ms 5ms rate 100gbit limit 16384'],
  // 225 ms at 50 Mbit/s are 929 frames of 1514 bytes.
  [{delayMs: 25, rateBps: 50e6}, 'delay 25ms rate 50000000bit limit 929'],
  [
    {delayMs: 20, jitterMs: 5, loss: 0.01, rateBps: 8e6, queueMsMax: 75},
    'delay 20ms 5ms loss 1% rate 8000000bit limit 67',
  ],
  [{rateBps: 64e3, queueMsMax: 10}, 'rate 64000bit limit 2'],
])('asks the kernel for %j with "%s"', (model, words) => {
  expect(netemArgs(model).join(' ')).toBe(words);
});

it('names the way round a kernel without netem', () => {
  const error = netemMissingError();
  expect(error).toMatchObject({code: 'NETEM_MISSING', exitCode: 3});
  expect(error.hint).toContain('--links userspace');
});
