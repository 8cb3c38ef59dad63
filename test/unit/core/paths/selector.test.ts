import {describe, expect, it} from 'vitest';
import {PathSelector, type PathView} from '../../../../src/core/paths/selector.js';

const OBJECTIVE = {rttMsMax: 150, lossMax: 0.1};
const direct: PathView = {
  id: 1,
  rank: 0,
  isSilent: false,
  isDoubtful: false,
  heardAtMs: 0,
  isBusy: true,
  rttMs: 50,
  loss: 0,
};
const relay: PathView = {
  id: 2,
  rank: 1,
  isSilent: false,
  isDoubtful: false,
  heardAtMs: 0,
  isBusy: true,
  rttMs: 60,
  loss: 0,
};

/** Updates every 50 ms from `fromMs` up to `untilMs`; the moves, with their times. */
function run(
  selector: PathSelector,
  [fromMs, untilMs]: [number, number],
  at: (now: number) => PathView[],
): [number, number | undefined][] {
  const moves: [number, number | undefined][] = [];
  for (let now = fromMs; now < untilMs; now += 50) {
    const before = selector.active;
    const heard = (path: PathView) => (path.isDoubtful ? path : {...path, heardAtMs: now});
    const after = selector.update(now, at(now).map(heard));
    if (after !== before) moves.push([now, after]);
  }
  return moves;
}

it('takes the path of the best kind, and a better one at once when it appears', () => {
  const selector = new PathSelector(OBJECTIVE);
  expect(selector.update(0, [relay])).toBe(2);
  expect(selector.update(10, [relay, direct])).toBe(1);
});

it('leaves a silent path at once, and comes back after it was good for two seconds', () => {
  const selector = new PathSelector(OBJECTIVE);
  const at = (now: number) => [{...direct, isSilent: now >= 1000 && now < 3000}, relay];
  expect(run(selector, [0, 8000], at)).toEqual([
    [0, 1],
    [1000, 2],
    [5000, 1],
  ]);
});

it('takes a path that answers before a better one that owes an answer, and waits for that one', () => {
  const selector = new PathSelector(OBJECTIVE);
  const tcp = {...relay, id: 3, rank: 2};
  const at = (now: number) => [
    {...direct, isSilent: now >= 1000},
    {...relay, isDoubtful: now >= 900 && now < 3000},
    tcp,
  ];
  expect(run(selector, [0, 8000], at)).toEqual([
    [0, 1],
    [1000, 3],
    [5000, 2],
  ]);
});

it('stays where it is when nothing else answers', () => {
  const selector = new PathSelector(OBJECTIVE);
  const dead = [
    {...direct, isSilent: true},
    {...relay, isSilent: true},
  ];
  expect(run(selector, [0, 1000], (now) => (now < 500 ? [direct, relay] : dead))).toEqual([[0, 1]]);
});

it('leaves before the objective is broken, when another path keeps it', () => {
  const selector = new PathSelector(OBJECTIVE);
  const at = (now: number) => [{...direct, rttMs: 50 + now / 20}, relay];
  expect(run(selector, [0, 4000], at)).toEqual([
    [0, 1],
    [1850, 2],
  ]);
});

it('does not flee from what lone pings say', () => {
  const selector = new PathSelector(OBJECTIVE);
  const at = (now: number) => [{...direct, isBusy: false, rttMs: 50 + now / 20}, relay];
  expect(run(selector, [0, 4000], at)).toEqual([[0, 1]]);
});

it('does not flee to a path that is no better', () => {
  const selector = new PathSelector(OBJECTIVE);
  const at = () => [
    {...direct, loss: 0.2},
    {...relay, loss: 0.3},
  ];
  expect(run(selector, [0, 4000], at)).toEqual([[0, 1]]);
});

it('does not come back to a path that owes an answer now and then', () => {
  const selector = new PathSelector(OBJECTIVE);
  const at = (now: number) => [
    {...direct, isSilent: now >= 1000 && now < 2000, isDoubtful: now % 1500 === 1000},
    relay,
  ];
  expect(run(selector, [0, 30_000], at)).toEqual([
    [0, 1],
    [1000, 2],
  ]);
});

it('does not come back before an answer tells that it was good to the end', () => {
  const selector = new PathSelector(OBJECTIVE);
  selector.update(0, [direct, relay]);
  selector.update(1000, [{...direct, isSilent: true}, relay]);
  const answered = (heardAtMs: number) => [{...direct, heardAtMs}, relay];
  expect(selector.update(1050, answered(1040))).toBe(2);
  expect(selector.update(3100, answered(3040))).toBe(2);
  expect(selector.update(3150, answered(3120))).toBe(1);
});

it('trusts a path that fails each trial after twice as long', () => {
  const selector = new PathSelector(OBJECTIVE);
  const isTaken = () => selector.active === 1;
  let takenAtMs = 0;
  const at = (now: number) => {
    if (!isTaken()) takenAtMs = now;
    return [{...direct, isSilent: isTaken() && now - takenAtMs >= 5000}, relay];
  };
  const back = run(selector, [0, 1_800_000], at).filter(([, to]) => to === 1);
  const waitsS = back.slice(1).map(([atMs], index) => (atMs - (back[index]?.[0] ?? 0)) / 1000);
  // Five seconds until it fails, and how long it must be good then.
  expect(waitsS.map(Math.round)).toEqual([7, 65, 125, 245, 485, 485]);
});

it('moves three times in ten minutes on a path that fails every ten seconds', () => {
  const selector = new PathSelector(OBJECTIVE);
  const at = (now: number) => [{...direct, isSilent: now % 10_000 >= 5000}, relay];
  expect(run(selector, [0, 600_000], at)).toEqual([
    [0, 1],
    [5000, 2],
    [12_000, 1],
    [15_000, 2],
  ]);
});

it('leaves a path that is gone', () => {
  const selector = new PathSelector(OBJECTIVE);
  selector.update(0, [direct, relay]);
  expect(selector.update(50, [relay])).toBe(2);
  expect(selector.reason).toBe('silent');
  expect(selector.update(100, [])).toBe(undefined);
});

describe('a path that is built anew', () => {
  /** The direct path under another id, for each time that it is built. */
  const rebuilt = (times: number): PathView => ({...direct, id: 10 + times});

  it('is trusted after two seconds when the one before it failed', () => {
    const selector = new PathSelector(OBJECTIVE);
    const at = (now: number) => {
      if (now < 1000) return [direct, relay];
      return now < 5000 ? [relay] : [rebuilt(1), relay];
    };
    expect(run(selector, [0, 10_000], at)).toEqual([
      [0, 1],
      [1000, 2],
      [7000, 11],
    ]);
  });

  it('is trusted after a minute when the one before it failed within a minute of its trial', () => {
    const selector = new PathSelector(OBJECTIVE);
    // It lives for five seconds, and is missing for five.
    const at = (now: number) =>
      now % 10_000 < 5000 ? [relay, rebuilt(Math.floor(now / 10_000))] : [relay];
    expect(run(selector, [0, 600_000], at)).toEqual([
      [0, 10],
      [5000, 2],
      [12_000, 11],
      [15_000, 2],
    ]);
  });

  it('is trusted at once a minute later', () => {
    const selector = new PathSelector(OBJECTIVE);
    run(selector, [0, 1000], () => [direct, relay]);
    run(selector, [1000, 62_000], () => [relay]);
    expect(selector.update(62_000, [rebuilt(1), relay])).toBe(11);
  });

  it('is used whatever happened when there is no other', () => {
    const selector = new PathSelector(OBJECTIVE);
    selector.update(0, [direct]);
    expect(selector.update(1000, [rebuilt(1)])).toBe(11);
  });
});
