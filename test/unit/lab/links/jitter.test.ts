import {describe, expect, it} from 'vitest';
import {Jitter} from '../../../../src/lab/links/jitter.js';
import type {JitterDistribution, LinkModel} from '../../../../src/lab/links/model.js';
import {Random} from '../../../../src/lab/links/random.js';

const COUNT = 50_000;

function draw(model: LinkModel): number[] {
  const jitter = new Jitter(new Random(11, 'jitter'));
  jitter.configure(model);
  return Array.from({length: COUNT}, () => jitter.nextMs());
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / COUNT;

/** Correlation of neighbours. */
function correlation(values: readonly number[]): number {
  const middle = mean(values);
  const products = values
    .slice(1)
    .map((value, n) => (value - middle) * ((values[n] ?? 0) - middle));
  return mean(products) / mean(values.map((value) => (value - middle) ** 2));
}

/** Deviations, in spreads, below which 10, 30, 50, 70 and 90 % of all lie. */
const DECILES: Record<JitterDistribution, readonly number[]> = {
  uniform: [-0.8, -0.4, 0, 0.4, 0.8],
  normal: [-1.28155, -0.5244, 0, 0.5244, 1.28155],
  pareto: [0.1, 0.3, 0.5, 0.7, 0.9].map((share) => (4 / 3) * ((1 - share) ** (-1 / 3) - 1.5)),
};
const SHARES = [0.1, 0.2, 0.2, 0.2, 0.2, 0.1];

/** How far the counts between the deciles are from what they should be; five degrees of freedom. */
function chiSquare(values: readonly number[], spreadMs: number, name: JitterDistribution): number {
  const bounds = [-Infinity, ...DECILES[name].map((decile) => decile * spreadMs), Infinity];
  return SHARES.reduce((sum, share, n) => {
    const [from = 0, to = 0] = [bounds[n], bounds[n + 1]];
    const count = values.filter((value) => value >= from && value < to).length;
    return sum + (count - share * COUNT) ** 2 / (share * COUNT);
  }, 0);
}

it('is none without a spread', () => {
  expect(new Set(draw({delayMs: 5}))).toEqual(new Set([0]));
});

describe.each(['uniform', 'normal', 'pareto'] as const)('%s', (jitterDistribution) => {
  const model = {jitterMs: 3, jitterDistribution};

  it('has its shape', () => {
    // The 99.5 % point of chi-square with 5 degrees of freedom.
    expect(chiSquare(draw(model), 3, jitterDistribution)).toBeLessThan(16.75);
    // 99 % of the correlation of as many independent values.
    expect(Math.abs(correlation(draw(model)))).toBeLessThan(2.576 / Math.sqrt(COUNT));
  });

  it('keeps its shape when correlated', () => {
    const values = draw({...model, jitterCorrelation: 0.8});
    // Neighbours at 0.8 count for a ninth of independent values: (1 - 0.8) / (1 + 0.8).
    expect(chiSquare(values, 3, jitterDistribution) / 9).toBeLessThan(16.75);
    expect(correlation(values)).toBeGreaterThan(0.6);
  });
});

it('has the correlation asked for, exactly so for normal jitter', () => {
  const model = {jitterMs: 2, jitterDistribution: 'normal', jitterCorrelation: 0.5} as const;
  expect(correlation(draw(model))).toBeCloseTo(0.5, 1);
});

it('ends where the tables of netem end', () => {
  const pareto = draw({jitterMs: 1, jitterDistribution: 'pareto'});
  expect(Math.max(...pareto)).toBe(4);
  expect(Math.min(...pareto)).toBeCloseTo(-2 / 3, 3);
  // The cut tail moves the mean a little.
  expect(mean(pareto)).toBeCloseTo(-0.033, 1);
});
