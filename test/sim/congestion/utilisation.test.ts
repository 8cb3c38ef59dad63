import {expect} from 'vitest';
import type {LinkModel} from '../../../src/lab/links/model.js';
import {linkPreset} from '../../../src/lab/links/presets.js';
import {Flows} from './flows.js';
import {seeded} from './seeded.js';

const FULL_PACKET_BITS = 1514 * 8;
/** By then it knows how much is lost whatever it sends. */
const ROUNDS_TO_LEARN = 80;

/** Goodput of one flow as a share of the link's rate, `fromMs` to `toMs`. */
function utilisation(
  seed: number,
  links: {up: LinkModel & {rateBps: number}; down?: LinkModel},
  [fromMs, toMs]: [number, number] = [2000, 6000],
): number {
  const flows = new Flows({seed, ...links});
  flows.drive(toMs);
  return (1e6 * flows.goodputMbps(fromMs, toMs)) / links.up.rateBps;
}

const CELLS = [0.01, 0.05, 0.1].flatMap((loss) => [20, 50, 100].map((rttMs) => ({loss, rttMs})));

for (const {loss, rttMs} of CELLS) {
  seeded(`random loss of ${loss * 100} % at ${rttMs} ms is no congestion`, (seed) => {
    const up = {delayMs: rttMs / 2, loss, rateBps: 50e6, queueMsMax: 50};
    const fromMs = Math.max(2000, ROUNDS_TO_LEARN * rttMs);
    expect(utilisation(seed, {up}, [fromMs, fromMs + 4000])).toBeGreaterThan(0.85 * (1 - loss));
  });
}

// From the second second on: startup must not end early because packets are lost.
for (const [loss, share] of [
  [0.01, 0.9],
  [0.1, 0.75],
] as const) {
  seeded(`the rate is found within seconds (${loss * 100} % lost, 100 ms)`, (seed) => {
    const up = {delayMs: 50, loss, rateBps: 50e6, queueMsMax: 100};
    const down = {delayMs: 50, loss};
    expect(utilisation(seed, {up, down}, [1000, 5000])).toBeGreaterThan(share);
  });
}

seeded('jitter is no queue (wifi)', (seed) => {
  const {up, down} = linkPreset('wifi');
  expect(utilisation(seed, {up: {...up, rateBps: 100e6}, down})).toBeGreaterThan(0.8);
});

seeded('a slow link is filled (256 kbit/s)', (seed) => {
  const up = {delayMs: 50, rateBps: 256e3, queueMsMax: 1000};
  expect(utilisation(seed, {up}, [8000, 40_000])).toBeGreaterThan(0.8);
});

seeded('a fast link is filled (400 Mbit/s)', (seed) => {
  const up = {delayMs: 10, rateBps: 400e6, queueMsMax: 50};
  expect(utilisation(seed, {up}, [1000, 2500])).toBeGreaterThan(0.85);
});

seeded('a link with room for one packet is filled (10 Mbit/s)', (seed) => {
  const up = {delayMs: 10, rateBps: 10e6, queueMsMax: (1000 * FULL_PACKET_BITS) / 10e6};
  expect(utilisation(seed, {up})).toBeGreaterThan(0.8);
});

seeded('lost acknowledgements are no lost packets (10 %)', (seed) => {
  const up = {delayMs: 25, rateBps: 50e6, queueMsMax: 50};
  expect(utilisation(seed, {up, down: {delayMs: 25, loss: 0.1}})).toBeGreaterThan(0.85);
});
