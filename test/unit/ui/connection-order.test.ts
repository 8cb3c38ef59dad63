import {expect, test} from 'vitest';
import type {ConnectionResult} from '../../../src/scenario/events.js';
import {pickConnections} from '../../../src/ui/connection-order.js';

const CONNECTIONS: ConnectionResult[] = [
  {from: 'a1', to: 'a2', state: 'connected', ttfbMs: 100},
  {from: 'a1', to: 'a3', state: 'new'},
  {from: 'a1', to: 'a4', state: 'connected', ttfbMs: 300},
  {from: 'a1', to: 'a5', state: 'connecting'},
  {from: 'a1', to: 'a6', state: 'failed'},
];

const names = (connections: readonly ConnectionResult[]) => connections.map(({to}) => to);

test('what fits keeps its order', () => {
  const {shown, hidden} = pickConnections(CONNECTIONS, 5);
  expect(names(shown)).toEqual(['a2', 'a3', 'a4', 'a5', 'a6']);
  expect(hidden).toEqual([]);
});

test('what does not fit: failed, connecting, slowest; one line says what is hidden', () => {
  const {shown, hidden} = pickConnections(CONNECTIONS, 4);
  expect(names(shown)).toEqual(['a6', 'a5', 'a4']);
  expect(names(hidden)).toEqual(['a2', 'a3']);
});
