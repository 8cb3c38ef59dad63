import fc from 'fast-check';
import {expect, it} from 'vitest';
import {DeliveryRate} from '../../../../src/core/paths/delivery-rate.js';

/** A thousand bytes are acknowledged every 10 ms, which is 800 kbit/s. */
function steady(rate: DeliveryRate, fromMs: number, toMs: number, isAppLimited = false): void {
  for (let now = fromMs; now < toMs; now += 10) rate.onAcked(now, 1000, isAppLimited);
}

it('is nothing, and kept low by the application, before anything is acknowledged', () => {
  const rate = new DeliveryRate();
  expect([rate.bps(0), rate.isAppLimited(0)]).toEqual([0, true]);
  expect([rate.bps(5432.1), rate.isAppLimited(5432.1)]).toEqual([0, true]);
});

it('is what was acknowledged over about a second', () => {
  const rate = new DeliveryRate();
  steady(rate, 0, 10_000);
  for (const now of [9999, 10_000, 10_050]) {
    expect(Math.abs(rate.bps(now) - 800_000)).toBeLessThan(80_000);
  }
  expect(rate.isAppLimited(10_000)).toBe(false);
});

it('grows during the first second rather than to jump', () => {
  const rate = new DeliveryRate();
  steady(rate, 0, 500);
  expect(rate.bps(500)).toBeGreaterThan(350_000);
  expect(rate.bps(500)).toBeLessThan(450_000);
});

it('is forgotten a second after the last acknowledgement', () => {
  const rate = new DeliveryRate();
  steady(rate, 20_000, 22_000);
  expect(rate.bps(22_500)).toBeGreaterThan(350_000);
  expect([rate.bps(23_000), rate.isAppLimited(23_000)]).toEqual([0, true]);
  rate.onAcked(90_000, 1000, false);
  expect(rate.bps(90_000)).toBeLessThan(10_000);
});

it('is the application’s choice as long as a slice of the last second was', () => {
  const rate = new DeliveryRate();
  steady(rate, 0, 1000, true);
  const seen = [1500, 1890, 1900].map((now, index, times) => {
    steady(rate, times[index - 1] ?? 1000, now);
    return rate.isAppLimited(now);
  });
  expect(seen).toEqual([true, true, false]);
});

it('reading it changes nothing', () => {
  const rate = new DeliveryRate();
  steady(rate, 0, 2000);
  const before = rate.bps(2000);
  rate.bps(60_000);
  rate.isAppLimited(60_000);
  expect(rate.bps(2000)).toBe(before);
});

it('never counts more than arrived within the last second, whatever the times', () => {
  const step = fc.record({afterMs: fc.nat(700), bytes: fc.nat(9000)});
  fc.assert(
    fc.property(fc.array(step, {minLength: 1, maxLength: 60}), (steps) => {
      const rate = new DeliveryRate();
      const acked: {atMs: number; bytes: number}[] = [];
      let now = 0;
      for (const {afterMs, bytes} of steps) {
        now += afterMs;
        rate.onAcked(now, bytes, false);
        acked.push({atMs: now, bytes});
        const recent = (withinMs: number) =>
          acked.reduce((sum, each) => sum + (now - each.atMs < withinMs ? each.bytes : 0), 0);
        expect(rate.bps(now)).toBeLessThanOrEqual((recent(1001) * 8000) / 900 + 1e-6);
        expect(rate.bps(now)).toBeGreaterThanOrEqual((recent(900) * 8000) / 1000 - 1e-6);
      }
    }),
  );
});
