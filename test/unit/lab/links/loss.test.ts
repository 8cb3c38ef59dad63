import {describe, expect, it} from 'vitest';
import {LossFilter} from '../../../../src/lab/links/loss.js';
import type {LinkModel} from '../../../../src/lab/links/model.js';
import {Random} from '../../../../src/lab/links/random.js';

function fates(filter: LossFilter, count: number): string {
  const fate = () => (filter.apply({atMs: 0, sizeBytes: 100}) === 'loss' ? 'x' : '.');
  return Array.from({length: count}, fate).join('');
}

function filterOf(seed: number, model: LinkModel): LossFilter {
  const filter = new LossFilter(new Random(seed, 'loss'), new Random(seed, 'loss-bursts'));
  filter.configure(model);
  return filter;
}

const lossy = (seed: number, loss: number): LossFilter => filterOf(seed, {loss});

it('loses nothing without a model, and everything at 100 %', () => {
  expect(fates(filterOf(1, {}), 20)).toBe('.'.repeat(20));
  expect(fates(lossy(1, 1), 20)).toBe('x'.repeat(20));
});

it('loses the share asked for', () => {
  const lost = fates(lossy(1, 0.1), 50_000).replaceAll('.', '').length;
  // Four standard deviations of a binomial with n = 50,000 and p = 0.1.
  expect(Math.abs(lost - 5000)).toBeLessThan(4 * 67.1);
});

it('decides about packet n alike, whatever the model was before it', () => {
  const changed = lossy(5, 0);
  fates(changed, 500);
  changed.configure({loss: 0.2});
  expect(fates(changed, 200)).toBe(fates(lossy(5, 0.2), 700).slice(500));
});

it('loses exactly the packets listed, counted from the first one offered', () => {
  expect(fates(filterOf(1, {lossPackets: [1, 4, 5]}), 8)).toBe('x..xx...');
  const later = filterOf(1, {});
  fates(later, 3);
  later.configure({lossPackets: [1, 4, 5]});
  expect(fates(later, 5)).toBe('xx...');
});

describe('Gilbert-Elliott', () => {
  const lossBursts = {enter: 0.02, leave: 0.25, lossInside: 1, lossOutside: 0};
  const seen = fates(filterOf(3, {lossBursts}), 200_000);
  const bursts = seen.match(/x+/g) ?? [];

  it('loses the share of the stationary distribution', () => {
    const share = 0.02 / (0.02 + 0.25);
    // Losses come in bursts, so the count varies as (1 + r) / (1 - r) times a binomial, with the
    // correlation r = 1 - enter - leave of neighbours; 99 % of that.
    const inflation = (1 + 0.73) / (1 - 0.73);
    const deviation = Math.sqrt(200_000 * share * (1 - share) * inflation);
    expect(Math.abs(bursts.join('').length - 200_000 * share)).toBeLessThan(2.576 * deviation);
  });

  it('has bursts of geometric length', () => {
    // Chi-square over lengths 1, 2, 3, 4, 5 and above: 16.75 is its 99.5 % point at 5 degrees.
    const counts = [1, 2, 3, 4, 5].map((n) => bursts.filter(({length}) => length === n).length);
    const observed = [...counts, bursts.filter(({length}) => length > 5).length];
    const shares = [0.25, 0.1875, 0.140625, 0.10546875, 0.0791015625, 0.2373046875];
    const chiSquare = shares.reduce((sum, share, index) => {
      const expected = share * bursts.length;
      return sum + ((observed[index] as number) - expected) ** 2 / expected;
    }, 0);
    expect(chiSquare).toBeLessThan(16.75);
  });

  it('loses in the good state too, where asked', () => {
    const always = {enter: 0, leave: 1, lossInside: 0, lossOutside: 1};
    expect(fates(filterOf(1, {lossBursts: always}), 5)).toBe('xxxxx');
  });
});
