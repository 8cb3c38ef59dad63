import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {Outage} from '../../../src/agent/outage.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function outageOf(giveUpMs: number) {
  const told: string[] = [];
  const outage = new Outage({
    giveUpMs,
    onPatienceLost: () => told.push('patience lost'),
    onTooLong: (reason) => told.push(`too long: ${reason}`),
  });
  return {outage, told};
}

it('begins once, and tells how long it was', () => {
  const {outage, told} = outageOf(30_000);
  expect([outage.isOn, outage.note('relay lost'), outage.isOn]).toEqual([false, true, true]);
  vi.advanceTimersByTime(1000);
  expect(outage.note('no relay')).toBe(false);
  vi.advanceTimersByTime(500);
  expect([outage.end(), outage.isOn, outage.end()]).toEqual([1500, false, undefined]);
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
});

it('loses patience with the other side, then is too long, for what was noted last', () => {
  const {outage, told} = outageOf(30_000);
  outage.note('relay lost');
  expect(outage.hasPatience).toBe(true);
  vi.advanceTimersByTime(5000);
  expect([outage.hasPatience, ...told]).toEqual([false, 'patience lost']);
  outage.note('no relay');
  vi.advanceTimersByTime(25_000);
  expect(told.at(-1)).toBe('too long: no relay');
});

it('has its patience and all its time again the next time', () => {
  const {outage, told} = outageOf(8000);
  outage.note('one');
  vi.advanceTimersByTime(7000);
  outage.end();
  outage.note('two');
  expect(outage.hasPatience).toBe(true);
  vi.advanceTimersByTime(4000);
  expect(told).toEqual(['patience lost']);
});

it('never begins where it must not last at all', () => {
  const {outage} = outageOf(0);
  expect([outage.note('relay lost'), outage.isOn, outage.reason]).toEqual([
    false,
    false,
    'relay lost',
  ]);
});
