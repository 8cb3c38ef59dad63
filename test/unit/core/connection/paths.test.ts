import {expect, it} from 'vitest';
import {Fixed} from '../../../../src/core/congestion/fixed.js';
import {Path} from '../../../../src/core/connection/path.js';
import {Paths} from '../../../../src/core/connection/paths.js';

function pathOf(id: number, rank: number, initialRttMs = 50): Path {
  const controller = new Fixed({rateMbps: 10});
  return new Path({id, rank, controller, initialRttMs, baseMtu: 1188, maxMtu: 1188});
}

/** The direct path is in use; the quickest of the others is of the worst kind. */
function fourPaths() {
  const [direct, relay] = [pathOf(0, 0), pathOf(1, 1)];
  const [slow, last] = [pathOf(2, 1, 90), pathOf(3, 2, 20)];
  const paths = new Paths(direct);
  for (const path of [slow, relay, last]) paths.add(path);
  return {paths, direct, relay, slow, last};
}

it('the standby is the best of the others that are not in doubt: by kind, then by round trip', () => {
  const {paths, relay, slow, last} = fourPaths();
  expect(paths.standby).toBe(relay);
  relay.probes = 1;
  expect(paths.standby).toBe(slow);
  slow.probes = 1;
  expect(paths.standby).toBe(last);
  last.probes = 1;
  expect(paths.standby).toBeUndefined();
});

it('the standby carries packets while the path in use is in doubt, if there is one', () => {
  const {paths, direct, relay, slow, last} = fourPaths();
  expect(paths.carrier).toBe(direct);
  direct.probes = 1;
  expect(paths.carrier).toBe(relay);
  relay.probes = slow.probes = last.probes = 1;
  expect(paths.carrier).toBe(direct);
});

it('a path that comes is compared at once, and then every 50 ms', () => {
  const paths = new Paths(pathOf(7, 1));
  paths.select(0);
  paths.add(pathOf(8, 0));
  expect(paths.timeoutMs).toBe(Number.NEGATIVE_INFINITY);
  expect(paths.select(10)).toEqual({from: 7, to: 8, reason: 'better'});
  paths.add(pathOf(9, 2));
  paths.select(20);
  for (const path of paths.all) path.heardAtMs = 20;
  expect(paths.timeoutMs).toBe(70);
  expect(paths.remove(8)).toBe(true);
  expect(paths.select(30)).toMatchObject({from: 8, to: 7});
});

it('a silent path is left only when another was heard since it came into doubt', () => {
  const {paths, direct, relay} = fourPaths();
  paths.select(0);
  Object.assign(direct, {probes: 3, doubtAtMs: 1000});
  relay.heardAtMs = 1000;
  expect(paths.select(1300)).toBeUndefined();
  relay.heardAtMs = 1001;
  expect(paths.select(1350)).toEqual({from: 0, to: 1, reason: 'silent'});
});

it('the last path stays, and no two have one id', () => {
  const paths = new Paths(pathOf(4, 0));
  expect(() => paths.add(pathOf(4, 1))).toThrow(RangeError);
  expect([paths.remove(4), paths.remove(5)]).toEqual([false, false]);
  expect(paths.get(4)).toBe(paths.active);
});

/** The direct path is silent until 1000 ms; then its pings take `rttMs(n)`, 250 ms apart. When it is in use again. */
function backAtMs(rttMs: (ping: number) => number): number | undefined {
  const {paths, direct, relay} = fourPaths();
  paths.select(0);
  Object.assign(direct, {probes: 3, doubtAtMs: 100});
  relay.heardAtMs = 200;
  expect(paths.select(300)).toMatchObject({to: 1});
  direct.probes = 0;
  for (let now = 1000; now <= 6000; now += 50) {
    if (now % 250 === 0) {
      const ms = rttMs((now - 1000) / 250);
      direct.rtt.update(now, ms, 0);
      direct.outlook.onRtt(ms);
      direct.heardAtMs = now;
    }
    if (paths.select(now)) return now;
  }
  return undefined;
}

it('a path that is to prove itself may answer late once, as busy ends do', () => {
  expect(backAtMs(() => 50)).toBe(3000);
  expect(backAtMs((ping) => (ping === 5 ? 250 : 50))).toBe(3000);
  expect(backAtMs(() => 250)).toBeUndefined();
});

it('packets of a path not yet measured took as long as on the slowest of the others', () => {
  const {paths, direct, relay} = fourPaths();
  expect(paths.transitMs(1)).toBe(25);
  direct.rtt.update(0, 120, 0);
  expect(paths.transitMs(1)).toBe(60);
  relay.rtt.update(0, 70, 0);
  expect(paths.transitMs(1)).toBe(35);
});
