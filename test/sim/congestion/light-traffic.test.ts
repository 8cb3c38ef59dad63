import {expect} from 'vitest';
import type {LinkModel, LinkModels} from '../../../src/lab/links/model.js';
import {SteadyPair} from '../support/steady-pair.js';
import {seeded} from './seeded.js';

const FROM_MS = 3000;
const both = (model: LinkModel): LinkModels => ({up: model, down: model});

/** Messages of 200 bytes, one every `everyMs`: the time the slowest of them took. */
function slowestMs(seed: number, model: LinkModel, everyMs: number): number {
  const steady = new SteadyPair({seed, paths: [both({delayMs: 25, ...model})]});
  steady.run(8000, everyMs);
  steady.pair.drive(12_000);
  expect(steady.two.arrivals.length).toBe(steady.sent);
  return Math.max(...steady.two.arrivals.map(({id, atMs}) => atMs - id * everyMs));
}

const slower = (steps: number, moreMs: number): LinkModel => ({
  timeline: Array.from({length: steps}, (_, step) => ({
    atMs: FROM_MS + (2000 * step) / steps,
    change: {delayMs: 25 + (moreMs * (step + 1)) / steps},
  })),
});

seeded('messages take no longer than the path, when that gets slower', (seed) => {
  for (const everyMs of [10, 5, 2, 1]) {
    expect(slowestMs(seed, slower(20, 12.5), everyMs)).toBeLessThan(39);
    expect(slowestMs(seed, slower(20, 50), everyMs)).toBeLessThan(77);
    expect(slowestMs(seed, slower(1, 30), everyMs)).toBeLessThan(57);
  }
});

seeded('messages take no longer than the path, when that jitters', (seed) => {
  for (const everyMs of [10, 2]) expect(slowestMs(seed, {jitterMs: 15}, everyMs)).toBeLessThan(45);
});

seeded('a bottleneck that gets narrower than what is sent is noticed', (seed) => {
  const timeline = [{atMs: FROM_MS, change: {rateBps: 1e6}}];
  const narrower = both({delayMs: 25, rateBps: 20e6, queueMsMax: 1000, timeline});
  const steady = new SteadyPair({seed, paths: [narrower]});
  let longestMs = 0;
  for (let untilMs = FROM_MS; untilMs <= 6000; untilMs += 50) {
    // 1.9 Mbit/s with all headers.
    steady.run(untilMs, 1);
    const {queueMs} = steady.one.transport.path.controller.metrics();
    if (untilMs > 4000) longestMs = Math.max(longestMs, queueMs);
  }
  // What waits does so here, and what is urgent may go first.
  expect(longestMs).toBeLessThan(150);
});
