import {expect} from 'vitest';
import {Direction} from '../../src/lab/links/direction.js';
import type {LinkModel} from '../../src/lab/links/model.js';
import {arrivals} from '../unit/lab/links/arrivals.js';
import type {LinkCase} from './link-cases.js';
import {delaysOf, figuresOf, type LinkFigures, type LinkObservation} from './link-observation.js';

/**
 * What any driver must show of a model: the figures of the pure model (`Direction`), fed with the
 * times at which the packets were really sent, under many seeds. A figure must lie within 99.99 %
 * of their spread, taken as normal: a run compares some twenty figures that vary, so that a driver
 * whose random numbers are its own is refused without reason once in five hundred runs.
 */
const DEVIATIONS = 3.891;
/** Two-sided 99.99 % of Kolmogorov and Smirnov's statistic, times the root of the sample. */
const KOLMOGOROV = 2.225;
const SEEDS = 100;
const HEADER_BYTES = 14 + 20 + 8;

/** What measuring adds on a machine at rest: a packet that is due waits for a processor. */
export const LATE_MS_MAX = 4;
/** Where a full queue drops, and when the first and last packet come, is decided by a few packets. */
const QUEUE_SHARE = 0.02;
/** Two drops in a row or one and one is a matter of microseconds. */
const BURST_SHARE = 0.25;

/**
 * Fails, naming the figures that differ, where a driver did something else than the model.
 * `lateMsMax`: how much later than the model says packets may be, as a machine makes them late and
 * never early.
 */
export function expectEquivalent(
  linkCase: LinkCase,
  seen: LinkObservation,
  lateMsMax = LATE_MS_MAX,
): void {
  const models = Array.from({length: SEEDS}, (_, seed) => modelled(linkCase, seen, seed + 1));
  const figures = figuresOf(seen);
  const bounds = boundsOf(linkCase, models.map(figuresOf), lateMsMax);
  const differing = Object.entries(bounds).filter(([name, {low, high}]) => {
    const value = figures[name as keyof LinkFigures];
    return !(value >= low && value <= high);
  });
  expect({...figures, differing: Object.fromEntries(differing)}).toEqual({
    ...figures,
    differing: {},
  });
  if (linkCase.model.reorder) expectDelays(delaysOf(seen), models.map(delaysOf), lateMsMax);
}

function modelled({model, payloadBytes}: LinkCase, {sentMs}: LinkObservation, seed: number) {
  const direction = new Direction(model, seed, 's1/up', sentMs[0]);
  const sizeBytes = payloadBytes + HEADER_BYTES;
  const out = arrivals(
    direction,
    sentMs.map((atMs) => ({atMs, sizeBytes})),
  );
  return {sentMs, arrivals: out.sort((one, other) => one.atMs - other.atMs)};
}

type Bounds = Record<string, {low: number; high: number}>;

function boundsOf(linkCase: LinkCase, figures: readonly LinkFigures[], lateMsMax: number): Bounds {
  const names = Object.keys(figures[0] as LinkFigures) as (keyof LinkFigures)[];
  const bounds = names.map((name) => {
    const values = figures.map((each) => each[name]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const spread = DEVIATIONS * Math.sqrt(variance);
    const {below, above} = name.startsWith('delay')
      ? delaySlack(name, linkCase.model, lateMsMax)
      : countSlack(name, mean, linkCase);
    return [name, {low: mean - spread - below, high: mean + spread + above}] as const;
  });
  return Object.fromEntries(bounds);
}

interface Slack {
  below: number;
  above: number;
}

function delaySlack(name: keyof LinkFigures, model: LinkModel, lateMsMax: number): Slack {
  if (model.rateBps !== undefined) return {below: lateMsMax, above: lateMsMax};
  // Where all packets take as long, only the quick ones tell the link from the machine.
  const tells = model.jitterMs !== undefined || name === 'delayP10Ms';
  return {below: 0, above: tells ? lateMsMax : Number.POSITIVE_INFINITY};
}

function countSlack(name: keyof LinkFigures, mean: number, {model, packets}: LinkCase): Slack {
  const either = (slack: number) => ({below: slack, above: slack});
  if (name === 'arrivalsPerSecond') return either(QUEUE_SHARE * mean);
  if (model.rateBps === undefined) return either(0);
  if (name === 'lost') return either(QUEUE_SHARE * packets);
  return either(name === 'burstPackets' ? BURST_SHARE * mean : 0);
}

/**
 * The two-sample test of Kolmogorov and Smirnov, for delays that do not depend on each other. The
 * sample of the model is so much larger that only the other one counts.
 */
function expectDelays(
  seenMs: Float64Array,
  models: readonly Float64Array[],
  lateMsMax: number,
): void {
  const modelMs = Float64Array.from(models.flatMap((each) => [...each])).sort();
  const bound = KOLMOGOROV / Math.sqrt(seenMs.length);
  const later = seenMs.map((delayMs) => delayMs - lateMsMax);
  expect(excess(seenMs, modelMs), 'earlier than the model').toBeLessThan(bound);
  expect(excess(modelMs, later), 'later than the model').toBeLessThan(bound);
}

/** By how much the share of `one` below any value exceeds that of `other`, at most. Both sorted. */
function excess(one: Float64Array, other: Float64Array): number {
  let [most, below] = [0, 0];
  for (const [index, value] of one.entries()) {
    while (below < other.length && (other[below] as number) <= value) below++;
    most = Math.max(most, (index + 1) / one.length - below / other.length);
  }
  return most;
}
