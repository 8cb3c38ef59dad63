import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {Ladder} from '../../../src/agent/ladder.js';
import type {WantedPath} from '../../../src/agent/wanted-path.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A ladder, what it wants and has, and what it did: `+` an attempt, `-` given up, in seconds. */
function climb(...wants: WantedPath[]) {
  const beganMs = Date.now();
  const state = {wants, has: new Set<WantedPath>(), isUrgent: false};
  const log: string[] = [];
  // A timer of 0 ms takes one here.
  const seconds = () => Math.round((Date.now() - beganMs) / 100) / 10;
  const note = (what: string) => log.push(`${seconds()} ${what}`);
  const ladder = new Ladder({
    wants: () => state.wants,
    has: (wanted) => state.has.has(wanted),
    isUrgent: () => state.isUrgent,
    attempt: (wanted) => {
      note(`+${wanted}`);
      state.has.add(wanted);
    },
    giveUp: (wanted) => {
      note(`-${wanted}`);
      state.has.delete(wanted);
    },
  });
  /** The path, or the attempt at it, has ended. */
  const loses = (wanted: WantedPath) => {
    state.has.delete(wanted);
    ladder.complete();
  };
  return {ladder, state, log, loses};
}

const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1000);

describe('a path that never worked', () => {
  it('is tried for ever more rarely, three seconds each time', () => {
    const {ladder, log} = climb('relayed');
    ladder.complete();
    pass(180);
    expect(log).toEqual([
      ...['0 +relayed', '3 -relayed', '13 +relayed', '16 -relayed', '46 +relayed', '49 -relayed'],
      ...['109 +relayed', '112 -relayed', '172 +relayed', '175 -relayed'],
    ]);
  });

  it('is tried for again from when the attempt has failed', () => {
    const {ladder, log, loses} = climb('relayed');
    ladder.complete();
    pass(1);
    loses('relayed');
    pass(11);
    expect(log).toEqual(['0 +relayed', '11 +relayed']);
  });
});

describe('a path that had worked', () => {
  const worked = () => {
    const climbing = climb('direct');
    climbing.ladder.complete();
    pass(1);
    climbing.ladder.onEstablished('direct');
    pass(9);
    return climbing;
  };

  it('is not given up', () => {
    expect(worked().log).toEqual(['0 +direct']);
  });

  it('is tried for at once when it is gone, then soon', () => {
    const {log, loses} = worked();
    loses('direct');
    pass(25);
    expect(log.slice(1)).toEqual([
      ...['10 +direct', '13 -direct', '14 +direct', '17 -direct', '19 +direct', '22 -direct'],
      ...['26 +direct', '29 -direct', '33 +direct'],
    ]);
  });

  it('is tried for at once again when it has come back meanwhile', () => {
    const {ladder, log, loses} = worked();
    loses('direct');
    pass(5);
    ladder.onEstablished('direct');
    pass(10);
    loses('direct');
    pass(0);
    expect(log.slice(1)).toEqual(['10 +direct', '13 -direct', '14 +direct', '25 +direct']);
  });
});

describe('when nothing works', () => {
  it('everything is tried for without a pause', () => {
    const {ladder, state, log} = climb('relayed');
    ladder.complete();
    pass(50);
    log.length = 0;
    state.isUrgent = true;
    state.wants = ['direct', 'relayed'];
    ladder.urge();
    pass(8);
    expect(log).toEqual([
      ...['50 +direct', '50 +relayed', '53 -direct', '53 -relayed'],
      ...['53 +direct', '53 +relayed', '56 -direct', '56 -relayed'],
      ...['56 +direct', '56 +relayed'],
    ]);
  });

  it('an attempt that is under way goes on', () => {
    const {ladder, state, log} = climb('direct');
    ladder.complete();
    pass(2);
    state.isUrgent = true;
    ladder.urge();
    pass(1.5);
    expect(log).toEqual(['0 +direct', '3 -direct', '3 +direct']);
  });
});

it('what is there, or being tried for by others, is not tried for', () => {
  const {ladder, state, log} = climb('direct', 'relayed');
  state.has.add('direct');
  ladder.complete();
  pass(1);
  expect(log).toEqual(['0 +relayed']);
});

it('what is not wanted any more when its time comes is not tried for', () => {
  const {ladder, state, log} = climb('direct', 'relayed');
  ladder.complete();
  state.wants = ['relayed'];
  pass(100);
  expect(log.filter((line) => line.endsWith('direct'))).toEqual([]);
  state.wants = ['direct'];
  ladder.complete();
  pass(0);
  expect(log.at(-1)).toBe('100 +direct');
});

it('two relays have a pace each', () => {
  const {ladder, log, loses} = climb('relay-udp', 'relay-tcp');
  ladder.complete();
  pass(1);
  ladder.onEstablished('relay-tcp');
  loses('relay-tcp');
  pass(3);
  expect(log).toEqual([
    '0 +relay-udp',
    '0 +relay-tcp',
    '1 +relay-tcp',
    '3 -relay-udp',
    '4 -relay-tcp',
  ]);
});

it('an attempt that ends while it begins is made again after a pause, not at once', () => {
  const tries: number[] = [];
  const ladder: Ladder = new Ladder({
    wants: () => ['direct'],
    has: () => false,
    isUrgent: () => true,
    attempt: () => {
      tries.push(Date.now());
      ladder.complete();
    },
    giveUp: () => undefined,
  });
  const beganMs = Date.now();
  ladder.complete();
  pass(5);
  expect(tries.map((atMs) => atMs - beganMs)).toEqual([0, 500, 1500, 3500]);
});

it('once stopped it does nothing', () => {
  const {ladder, log} = climb('direct');
  ladder.complete();
  ladder.stop();
  pass(100);
  expect([log, vi.getTimerCount()]).toEqual([[], 0]);
});
