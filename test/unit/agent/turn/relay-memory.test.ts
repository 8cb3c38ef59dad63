import {afterEach, expect, it, vi} from 'vitest';
import {RelayMemory} from '../../../../src/agent/turn/relay-memory.js';
import type {TurnServer} from '../../../../src/agent/turn/transport.js';

const server = (transport: TurnServer['transport']): TurnServer => ({
  ...{transport, host: '192.0.2.1', port: 3478},
  ...{username: 'claw', password: 'secret'},
});
const [udp, tls] = [server('udp'), server('tls')];
const both = [udp, tls];

afterEach(() => vi.useRealTimers());

it('remembers what worked twice in a row, and only among what is asked for', () => {
  const memory = new RelayMemory();
  memory.worked(tls);
  expect(memory.last(both)).toBeUndefined();
  memory.worked(tls);
  expect(memory.last(both)).toBe(tls);
  expect(memory.last([udp])).toBeUndefined();
});

it('another way that works is one time only', () => {
  const memory = new RelayMemory();
  for (const one of [tls, udp, tls]) memory.worked(one);
  expect(memory.last(both)).toBeUndefined();
});

it('forgets a minute after the second success, however often it was used', () => {
  vi.useFakeTimers();
  const memory = new RelayMemory();
  memory.worked(tls);
  memory.worked(tls);
  vi.advanceTimersByTime(59_000);
  memory.worked(tls);
  expect(memory.last(both)).toBe(tls);
  vi.advanceTimersByTime(2000);
  expect(memory.last(both)).toBeUndefined();
  memory.worked(tls);
  expect(memory.last(both)).toBeUndefined();
});

it('forgets when told to, and learns anew', () => {
  const memory = new RelayMemory();
  for (const one of [udp, udp]) memory.worked(one);
  memory.forget();
  expect(memory.last(both)).toBeUndefined();
  memory.worked(tls);
  expect(memory.last(both)).toBeUndefined();
  memory.worked(tls);
  expect(memory.last(both)).toBe(tls);
});
