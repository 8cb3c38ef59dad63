import {expect} from 'vitest';
import type {LinkModels} from '../../../src/lab/links/model.js';
import {seeded} from '../congestion/seeded.js';
import {SteadyPair} from '../support/steady-pair.js';

const EVERY_MS = 10;
const LOSSY: LinkModels = {up: {delayMs: 25, loss: 0.05}, down: {delayMs: 25, loss: 0.05}};
const RELAY: LinkModels = {up: {delayMs: 30}, down: {delayMs: 30}};
const SEEDS = 10;

seeded('a path that is taken away under traffic takes no message along', (first) => {
  for (let seed = first; seed < first + SEEDS; seed++) {
    const steady = new SteadyPair({seed, paths: [LOSSY, RELAY]});
    steady.run(1000, EVERY_MS);
    expect(steady.one.transport.path).toMatchObject({id: 0});
    expect(steady.one.transport.path.packetsInFlight).toBeGreaterThan(0);
    steady.pair.act((now) => steady.one.transport.removePath(now, 0));
    steady.run(1100, EVERY_MS);
    steady.pair.act((now) => steady.two.transport.removePath(now, 0));
    steady.run(2000, EVERY_MS);
    steady.pair.drive(5000);
    expect(steady.two.arrivals.map(({id}) => id)).toEqual([...Array(steady.sent).keys()]);
    const after = steady.two.arrivals.filter(({atMs}) => atMs >= 1000).map(({atMs}) => atMs);
    const gaps = after.slice(1).map((atMs, index) => atMs - (after[index] as number));
    expect(Math.max(...gaps)).toBeLessThan(100);
    expect(steady.one.transport.path.id).toBe(1);
  }
});
