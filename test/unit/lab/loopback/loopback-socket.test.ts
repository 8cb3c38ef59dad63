import {afterEach, expect, test} from 'vitest';
import {
  type LoopbackSocket,
  openLoopbackSocket,
} from '../../../../src/lab/loopback/loopback-socket.js';

const opened: LoopbackSocket[] = [];

function open(ports?: Iterable<number>): number {
  const socket = openLoopbackSocket(() => undefined, ports);
  opened.push(socket);
  return socket.port;
}

afterEach(() => {
  for (const {socket} of opened.splice(0)) socket.close();
});

test('takes the first port that is free', () => {
  const taken = open();
  // So many that others of this machine can not have them all.
  const some = Array.from({length: 1000}, (_, index) => 20_000 + index);
  const port = open([taken, ...some]);
  expect(some).toContain(port);
  expect(open(some.slice(some.indexOf(port)))).toBeGreaterThan(port);
});

test('takes any when none is free', () => {
  const taken = open();
  expect(open([taken])).not.toBe(taken);
});
