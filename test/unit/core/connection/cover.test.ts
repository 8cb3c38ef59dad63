import {expect, it} from 'vitest';
import {Fixed} from '../../../../src/core/congestion/fixed.js';
import {Cover} from '../../../../src/core/connection/cover.js';
import {Path} from '../../../../src/core/connection/path.js';

function pathOf(id: number, rttMs: number): Path {
  const controller = new Fixed({rateMbps: 10});
  const path = new Path({id, rank: id, controller, initialRttMs: 40, baseMtu: 1188, maxMtu: 1188});
  path.rtt.update(0, rttMs, 0);
  return path;
}

const direct = () => pathOf(0, 50);

it('is given by a path that is free, loses nothing and is quick enough', () => {
  expect(new Cover().allows(0, direct(), pathOf(1, 140))).toBe(true);
});

it('is not given by a path on which a copy comes after the retransmission', () => {
  expect(new Cover().allows(0, direct(), pathOf(1, 160))).toBe(false);
});

it('is not given by a path that loses packets itself', () => {
  const relay = pathOf(1, 60);
  relay.outlook.onLost();
  relay.outlook.update(0);
  expect(new Cover().allows(0, direct(), relay)).toBe(false);
});

it('is not given by a path whose window is full', () => {
  const relay = pathOf(1, 60);
  relay.inFlight = relay.controller.window;
  expect(new Cover().allows(0, direct(), relay)).toBe(false);
});

it('has 512 kbit/s, after a burst of a few packets', () => {
  const cover = new Cover();
  const [path, relay] = [direct(), pathOf(1, 60)];
  let bytes = 0;
  for (let now = 0; now < 10_000; now++) {
    if (!cover.allows(now, path, relay)) continue;
    cover.onCopied(500);
    bytes += 500;
  }
  expect(bytes).toBeGreaterThan(640_000);
  expect(bytes).toBeLessThan(650_000);
});
