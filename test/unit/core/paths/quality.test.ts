import {describe, expect, it} from 'vitest';
import {DeliveryRate} from '../../../../src/core/paths/delivery-rate.js';
import {PathOutlook} from '../../../../src/core/paths/outlook.js';
import {type MeasuredPath, pathQuality} from '../../../../src/core/paths/quality.js';
import {Rtt} from '../../../../src/core/recovery/rtt.js';

function measured(over: Partial<MeasuredPath> = {}): MeasuredPath {
  return {
    ...{id: 3, rank: 1, isDoubtful: false, isSilent: false, doubtAtMs: 0},
    ...{rtt: new Rtt(40), outlook: new PathOutlook(), delivery: new DeliveryRate()},
    ...over,
  };
}

/** Round trips of the same pace, taken in as they come. */
function answered(rttsMs: readonly number[], everyMs = 100): MeasuredPath {
  const path = measured();
  for (const [index, rttMs] of rttsMs.entries()) {
    const now = index * everyMs;
    path.rtt.update(now, rttMs, 0);
    path.outlook.onRtt(rttMs);
    path.outlook.onAcked();
    path.outlook.update(now);
  }
  return path;
}

describe('a path without an answer', () => {
  it('has no round trip, not even the one that was guessed', () => {
    expect(pathQuality(measured(), 0, false)).toEqual({
      id: 3,
      rank: 1,
      isActive: false,
      isDoubtful: false,
      isSilent: false,
      overdueMs: 0,
      rttMs: undefined,
      jitterMs: undefined,
      forecast: undefined,
      loss: 0,
      deliveryRateBps: 0,
      isAppLimited: true,
    });
  });
});

describe('a path with answers', () => {
  it('smooths round trips as RFC 9002 section 5.3 says, by hand', () => {
    expect(pathQuality(answered([100]), 0, true)).toMatchObject({rttMs: 100, jitterMs: 50});
    // rttvar = 3/4·50 + 1/4·|100 − 180| = 57.5; smoothed = 7/8·100 + 1/8·180 = 110.
    expect(pathQuality(answered([100, 180]), 0, true)).toMatchObject({rttMs: 110, jitterMs: 57.5});
    // rttvar = 3/4·57.5 + 1/4·|110 − 70| = 53.125; smoothed = 7/8·110 + 1/8·70 = 105.
    expect(pathQuality(answered([100, 180, 70]), 0, true)).toMatchObject({
      rttMs: 105,
      jitterMs: 53.125,
    });
  });

  it('expects what is steady to stay', () => {
    const {forecast} = pathQuality(answered(Array(50).fill(80)), 5000, true);
    expect(forecast?.rttMs).toBeCloseTo(80);
    expect(forecast?.loss).toBe(0);
  });

  it('expects what grows to go on growing for 200 ms', () => {
    // 50 ms a second.
    const rising = Array.from({length: 60}, (_, index) => 50 + 5 * index);
    const {forecast} = pathQuality(answered(rising), 6000, true);
    expect(Math.abs((forecast?.rttMs ?? 0) - (rising.at(-1) as number) - 10)).toBeLessThan(2);
  });

  it('says which packets were lost, and what that comes to', () => {
    const path = measured();
    for (let now = 0; now < 60_000; now += 100) {
      for (let packet = 0; packet < 9; packet++) path.outlook.onAcked();
      path.outlook.onLost();
      path.outlook.update(now);
    }
    const {loss, forecast} = pathQuality(path, 60_000, true);
    expect(loss).toBeCloseTo(0.1);
    expect(forecast).toBeUndefined();
  });

  it('counts what was acknowledged', () => {
    const path = answered([20]);
    path.delivery.onAcked(1000, 12_500, false);
    const {deliveryRateBps, isAppLimited} = pathQuality(path, 1999, true);
    expect([Math.round(deliveryRateBps / 1000), isAppLimited]).toEqual([100, false]);
  });
});

it('says whether the path carries traffic and whether it answers', () => {
  const silent = measured({isDoubtful: true, isSilent: true});
  expect(pathQuality(silent, 0, true)).toMatchObject({
    isActive: true,
    isDoubtful: true,
    isSilent: true,
  });
});

it('changes nothing by looking', () => {
  const path = answered([20, 30, 40]);
  const before = pathQuality(path, 500, true);
  pathQuality(path, 90_000, false);
  expect(pathQuality(path, 500, true)).toEqual(before);
});

it('a path in doubt says for how long, and no other does', () => {
  const of = (over: Partial<MeasuredPath>) => pathQuality(measured(over), 900, false).overdueMs;
  expect(of({isDoubtful: true, doubtAtMs: 200})).toBe(700);
  expect(of({doubtAtMs: 200})).toBe(0);
});
