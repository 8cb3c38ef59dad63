import {describe, expect, it} from 'vitest';
import {Fixed} from '../../../../src/core/congestion/fixed.js';
import {Path} from '../../../../src/core/connection/path.js';

/** A path of which nothing but a first guess is known: its PTO is three times that, and 5 ms. */
function pathOf(initialRttMs: number, state: Partial<Path> = {}): Path {
  const controller = new Fixed({rateMbps: 10});
  const mtus = {baseMtu: 1188, maxMtu: 1188};
  return Object.assign(new Path({id: 0, rank: 0, controller, initialRttMs, ...mtus}), state);
}

/** With a PATH_PING under way since 1000 ms. */
function asked(path: Path): Path {
  Object.assign(path.ping, {isPending: true, sentAtMs: 1000, pendingSinceMs: 1000});
  return path;
}

const inFlight = {packetsInFlight: 1, unheardSinceMs: 1000, lastSentMs: 1090};

describe('an answer to a packet is overdue', () => {
  it.each([
    ['a PTO after the oldest packet', 40, 900, 1125],
    ['half a PTO after the last answer, where that is later', 40, 1100, 1162.5],
    ['50 ms after it on a short path', 8, 1000, 1050],
  ])('%s', (_what, rttMs, heardAtMs, expected) => {
    expect(pathOf(rttMs, {...inFlight, heardAtMs}).doubtfulAtMs).toBe(expected);
  });

  it.each([
    ['a PTO after the oldest packet on the standby', 40, {}, 'overdueAtMs', 1125],
    ['a PTO after the last packet on the only path', 40, {}, 'probeAtMs', 1215],
    ['twice that after the first probe', 40, {probes: 1}, 'probeAtMs', 1340],
    ['a quarter of a second after it at most', 40, {probes: 2}, 'probeAtMs', 1340],
    ['two round trips after it at most', 200, {probes: 2}, 'probeAtMs', 1490],
  ] as const)('%s', (_what, rttMs, state, when, expected) => {
    expect(pathOf(rttMs, {...inFlight, ...state})[when]).toBe(expected);
  });
});

describe('an answer to a PATH_PING is overdue', () => {
  it.each([
    ['a PTO after it on a path in doubt', 40, {...inFlight, probes: 1}, 1125],
    ['the same the second time', 40, {...inFlight, probes: 2}, 1125],
    ['twice that when the path is silent', 40, {...inFlight, probes: 3}, 1250],
    ['a quarter of a second after it at most', 40, {...inFlight, probes: 9}, 1250],
    ['half a second after it while nothing is in flight', 40, {}, 1500],
    ['the same in doubt', 40, {probes: 1}, 1500],
    ['a PTO after it where that is longer', 200, {}, 1605],
  ])('%s', (_what, rttMs, state, expected) => {
    expect(asked(pathOf(rttMs, state)).doubtfulAtMs).toBe(expected);
  });
});

it('no answer is overdue where nothing was asked', () => {
  const {doubtfulAtMs, overdueAtMs, probeAtMs} = pathOf(40);
  expect([doubtfulAtMs, overdueAtMs, probeAtMs]).toEqual([Infinity, Infinity, Infinity]);
});

it('three answers that stay out make a path silent, and one that comes makes it well', () => {
  const path = pathOf(40, {probes: 2});
  expect([path.isDoubtful, path.isSilent]).toEqual([true, false]);
  path.probes = 3;
  expect(path.isSilent).toBe(true);
  asked(path).onPong(1040, 1_000_000);
  expect([path.isDoubtful, path.isSilent, path.heardAtMs]).toEqual([false, false, 1040]);
});

it('a PATH_PONG tells a round trip, and a token of nothing does not', () => {
  const path = asked(pathOf(40));
  path.onPong(1000, 2_000_000);
  expect([path.rtt.smoothedMs, path.outlook.rttMs, path.heardAtMs]).toEqual([40, NaN, -Infinity]);
  path.onPong(1070, 1_000_000);
  path.outlook.update(1070);
  expect([path.rtt.smoothedMs, path.outlook.rttMs]).toEqual([70, 70]);
});

it('begins with no loss when it is heard again after silence, and not after mere doubt', () => {
  const lossAfter = (probes: number) => {
    const path = pathOf(50, {probes});
    path.outlook.onLost();
    path.outlook.update(0);
    path.onAnswered(100);
    return path.outlook.lossRatio;
  };
  expect(lossAfter(3)).toBe(0);
  expect(lossAfter(2)).toBeGreaterThan(0);
});
