import {expect, it} from 'vitest';
import {ProtocolViolation} from '../../../../src/core/connection/violation.js';
import {
  acked,
  events,
  exchange,
  nextPacket,
  type Packet,
  pattern,
  readAll,
  receive,
  streamsPair,
  transfer,
} from './pair.js';

it('waits for credit, and goes on when the application has read', () => {
  const {caller, callee} = streamsPair({initialStreamCredit: 4096});
  const id = caller.open({priority: 'bulk'});
  for (let tag = 0; tag < 8; tag++) caller.send(id, pattern(tag, 960), 0);
  exchange(caller, callee, 0);
  expect(callee.heldCost).toBe(4096);
  expect([caller.nextPriority(0), caller.queuedBytes()]).toEqual([-1, 4 * 960]);
  expect(events(caller)).toEqual([]);
  expect(readAll(callee, id)).toHaveLength(4);
  exchange(caller, callee, 0);
  expect(readAll(callee, id)).toHaveLength(4);
  expect(events(caller)).toEqual([{type: 'drained', stream: id}]);
});

it('shares the credit of the connection among its streams', () => {
  const {caller, callee} = streamsPair({initialConnectionCredit: 4096});
  const [one, other] = [caller.open({priority: 'bulk'}), caller.open({priority: 'bulk'})];
  for (let tag = 0; tag < 4; tag++) {
    caller.send(one, pattern(tag, 960), 0);
    caller.send(other, pattern(tag, 960), 0);
  }
  exchange(caller, callee, 0);
  expect([callee.heldCost, caller.queuedBytes()]).toEqual([4096, 4 * 960]);
  expect([readAll(callee, one), readAll(callee, other)].map(({length}) => length)).toEqual([2, 2]);
  exchange(caller, callee, 0);
  expect([readAll(callee, one), readAll(callee, other)].map(({length}) => length)).toEqual([2, 2]);
});

it('sends no further than a window of sequences beyond the oldest that has not arrived', () => {
  const {caller, callee} = streamsPair();
  const id = caller.open({priority: 'bulk', ordered: false});
  caller.send(id, pattern(1, 600), 0);
  const first = nextPacket(caller, 0) as Packet;
  for (let count = 0; count < 40_000; count++) caller.send(id, new Uint8Array(0), 0);
  exchange(caller, callee, 0);
  expect([readAll(callee, id).length, caller.nextPriority(0)]).toEqual([32_767, -1]);
  receive(callee, first, 1);
  acked(first, 1);
  exchange(caller, callee, 1);
  expect(readAll(callee, id)).toHaveLength(40_001 - 32_767);
});

it('sends messages of 1 MiB with the default windows, and refuses what could wait for ever', () => {
  const {caller, callee} = streamsPair();
  const id = caller.open({priority: 'bulk'});
  caller.send(id, new Uint8Array(1024 * 1024), 0);
  transfer(caller, callee, 0);
  expect(callee.read(id)).toHaveLength(1024 * 1024);
  expect(() => caller.send(id, new Uint8Array(caller.messageBytesMax + 1), 0)).toThrow(
    'longer than the limit of 2097088',
  );
});

it('refuses to open more streams than the peer accepts, and opens again when some are done', () => {
  const {caller, callee} = streamsPair({streamsMax: 2});
  const ids = [caller.open({priority: 'bulk'}), caller.open({priority: 'bulk'})];
  expect(() => caller.open({priority: 'bulk'})).toThrow('2 streams are open');
  for (const id of ids) {
    caller.finish(id);
    callee.finish(id);
  }
  exchange(caller, callee, 0);
  for (const id of ids) callee.finish(id);
  exchange(caller, callee, 0);
  expect(caller.open({priority: 'bulk'})).toBe(4);
});

it('closes on a peer with a larger window of its own making', () => {
  const {caller} = streamsPair({initialStreamCredit: 8192});
  const {callee} = streamsPair({initialStreamCredit: 1024});
  const id = caller.open({priority: 'bulk'});
  caller.send(id, pattern(1, 2000), 0);
  expect(() => receive(callee, nextPacket(caller, 0) as Packet, 0)).toThrow(ProtocolViolation);
});

it.each([
  ['copies', {copies: 4}],
  ['holdMs', {holdMs: 3}],
  ['maxRetransmits', {reliability: {maxRetransmits: -1}}],
  ['lifetimeMs', {reliability: {lifetimeMs: 0}}],
  ['label', {label: 'ä'.repeat(65)}],
])('refuses %s out of range', (name, options) => {
  const {caller} = streamsPair();
  expect(() => caller.open({priority: 'bulk', ...options})).toThrow(name);
});

it('sends the critical first, whatever waits', () => {
  const {caller, callee} = streamsPair();
  const bulk = caller.open({priority: 'bulk'});
  caller.send(bulk, pattern(1, 100_000), 0);
  receive(callee, nextPacket(caller, 0) as Packet, 0);
  const critical = caller.open({priority: 'critical'});
  caller.send(critical, pattern(2, 50), 0);
  expect(caller.nextPriority(0)).toBe(0);
  receive(callee, nextPacket(caller, 0) as Packet, 0);
  expect(readAll(callee, critical)).toEqual([pattern(2, 50)]);
  expect(caller.nextPriority(0)).toBe(4);
  caller.setPriority(bulk, 'state');
  expect(caller.nextPriority(0)).toBe(3);
});
