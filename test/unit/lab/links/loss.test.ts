import {expect, it} from 'vitest';
import {LossFilter} from '../../../../src/lab/links/loss.js';
import {Random} from '../../../../src/lab/links/random.js';

function fates(filter: LossFilter, count: number): string {
  const fate = () => (filter.apply({atMs: 0, sizeBytes: 100}) === 'loss' ? 'x' : '.');
  return Array.from({length: count}, fate).join('');
}

const lossy = (seed: number, loss: number): LossFilter => {
  const filter = new LossFilter(new Random(seed, 'loss'));
  filter.configure({loss});
  return filter;
};

it('loses nothing without a model, and everything at 100 %', () => {
  expect(fates(new LossFilter(new Random(1, 'loss')), 20)).toBe('.'.repeat(20));
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
