import {expect, it} from 'vitest';
import {Forecast} from '../../../../src/core/paths/forecast.js';

function feed(
  forecast: Forecast,
  untilMs: number,
  everyMs: number,
  value: (now: number) => number,
) {
  for (let now = 0; now <= untilMs; now += everyMs) forecast.update(now, value(now));
}

it('expects a constant to stay', () => {
  const forecast = new Forecast();
  feed(forecast, 2000, 20, () => 50);
  expect(forecast.ahead(200)).toBeCloseTo(50);
});

it.each([20, 50, 130])('sees where a ramp leads, sampled every %i ms', (everyMs) => {
  const forecast = new Forecast();
  feed(forecast, 2600, everyMs, (now) => 50 + now / 20);
  expect(forecast.ahead(200)).toBeGreaterThan(50 + 2600 / 20);
  expect(forecast.ahead(200)).toBeLessThan(50 + 2800 / 20 + 10);
});

it('is never below zero, and knows nothing before the first sample', () => {
  const forecast = new Forecast();
  expect(forecast.ahead(200)).toBeNaN();
  feed(forecast, 1000, 20, (now) => Math.max(0, 100 - now / 5));
  expect(forecast.ahead(200)).toBeGreaterThanOrEqual(0);
});
