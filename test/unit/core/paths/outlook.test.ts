import {describe, expect, it} from 'vitest';
import {PathOutlook} from '../../../../src/core/paths/outlook.js';

const times = (count: number, does: () => void) => {
  for (let index = 0; index < count; index++) does();
};

describe('the round trip', () => {
  it('is not known before the first answer', () => {
    const outlook = new PathOutlook();
    outlook.update(0);
    expect(outlook.rttMs).toBeNaN();
  });

  it('is taken in as the mean of what came since the last look, each once', () => {
    const outlook = new PathOutlook();
    outlook.onRtt(40);
    outlook.onRtt(70);
    outlook.update(0);
    expect(outlook.rttMs).toBe(55);
    outlook.onRtt(55);
    outlook.update(50);
    outlook.update(100);
    expect(outlook.rttMs).toBe(55);
  });

  it('is told for 200 ms after the last answer', () => {
    const outlook = new PathOutlook();
    for (let now = 0; now <= 10_000; now += 50) {
      outlook.onRtt(50 + now / 20);
      outlook.update(now);
    }
    expect(outlook.rttMs).toBeCloseTo(50 + 10_200 / 20, 1);
  });
});

it('forgets the loss of before, and nothing of the round trip, when told to', () => {
  const outlook = new PathOutlook();
  times(60, () => outlook.onLost());
  outlook.onRtt(50);
  outlook.update(0);
  times(5, () => outlook.onLost());
  outlook.forgetLoss();
  outlook.update(50);
  expect([outlook.lossRatio, outlook.loss, outlook.rttMs]).toEqual([0, 0, 50]);
});

describe('the loss', () => {
  it.each([
    ['nothing is known', 0, 0, 0],
    ['a lone packet is lost: little', 1, 0, 1 / 61],
    ['sixty packets are: half of what they say', 60, 0, 0.5],
    ['half of sixty are', 30, 30, 0.25],
    ['of many: what they say', 540, 0, 0.9],
  ])('when %s', (_what, lost, acked, expected) => {
    const outlook = new PathOutlook();
    times(lost, () => outlook.onLost());
    times(acked, () => outlook.onAcked());
    outlook.update(0);
    expect(outlook.loss).toBeCloseTo(expected, 6);
  });

  it('falls with answered PATH_PINGs too, and not with silence', () => {
    const outlook = new PathOutlook();
    times(60, () => outlook.onLost());
    outlook.update(0);
    outlook.update(50);
    expect(outlook.loss).toBe(0.5);
    times(60, () => outlook.onPong());
    outlook.update(100);
    expect(outlook.loss).toBeLessThan(0.5);
  });

  it('is where it is heading, and never more than all', () => {
    const outlook = new PathOutlook();
    const seen: number[] = [];
    for (let now = 0; now <= 500; now += 50) {
      times(30, () => outlook.onLost());
      outlook.update(now);
      seen.push(outlook.loss);
    }
    // After two looks it is expected to be at 39.6 %, and to rise.
    expect(seen[1]).toBeGreaterThan(0.41);
    expect(Math.max(...seen)).toBe(1);
  });
});

it('is busy while packets of the connection are answered, not by PATH_PINGs, losses or round trips', () => {
  const outlook = new PathOutlook();
  outlook.onPong();
  outlook.onLost();
  outlook.onRtt(20);
  outlook.update(0);
  expect(outlook.isBusy).toBe(false);
  outlook.onAcked();
  outlook.update(50);
  expect(outlook.isBusy).toBe(true);
  outlook.update(100);
  expect(outlook.isBusy).toBe(false);
});

it('is losing while more than one packet in a hundred is lost, a lone one for about thirty more', () => {
  const outlook = new PathOutlook();
  times(60, () => outlook.onAcked());
  outlook.update(0);
  expect(outlook.isLosing).toBe(false);
  outlook.onLost();
  outlook.update(50);
  expect(outlook.isLosing).toBe(true);
  times(30, () => outlook.onAcked());
  outlook.update(100);
  expect(outlook.isLosing).toBe(true);
  times(30, () => outlook.onAcked());
  outlook.update(150);
  expect(outlook.isLosing).toBe(false);
});
