import {expect, it} from 'vitest';
import type {ConnectionResult} from '../../../../src/scenario/events.js';
import {summarize} from '../../../../src/scenario/mesh/summary.js';

const connected = (ttfbMs: number, kind: 'direct' | 'relay-udp' = 'direct'): ConnectionResult => ({
  from: 'a1',
  to: 'a2',
  state: 'connected',
  ttfbMs,
  path: {kind, local: 'host', remote: 'host'},
});
const failed: ConnectionResult = {from: 'a1', to: 'a3', state: 'failed', ttfbMs: 9999};

it('counts connections and how they go', () => {
  expect(summarize([connected(10), connected(20, 'relay-udp'), failed])).toEqual({
    expected: 3,
    connected: 2,
    ttfbMs: {p50: 15, p95: 19.5},
    direct: 1,
    relayed: 1,
  });
});

it('counts a connection whose path is not known as neither', () => {
  const {path: _, ...unknown} = connected(10);
  expect(summarize([unknown])).toMatchObject({connected: 1, direct: 0, relayed: 0});
});

// Reference: numpy.quantile and R's quantile, both type 7 by default.
it.each([
  [[], null, null],
  [[7], 7, 7],
  [[1, 2], 1.5, 1.95],
  [[3, 1, 2], 2, 2.9],
  [[10, 20, 30, 40], 25, 38.5],
  [[0.1234, 0.5678], 0.346, 0.546],
])('quantiles of %j', (values, p50, p95) => {
  expect(summarize(values.map((value) => connected(value))).ttfbMs).toEqual({p50, p95});
});
