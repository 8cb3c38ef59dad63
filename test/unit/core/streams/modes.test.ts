import {expect, it} from 'vitest';
import type {StreamMode} from '../../../../src/core/streams/stream-mode.js';
import {
  acked,
  events,
  exchange,
  lost,
  nextPacket,
  type Packet,
  pattern,
  readAll,
  receive,
  streamsPair,
  transfer,
} from './pair.js';

function opened(mode: StreamMode) {
  const {caller, callee} = streamsPair();
  return {caller, callee, id: caller.open({priority: 'interactive', ...mode})};
}

function packetsOf(streams: Parameters<typeof nextPacket>[0], now: number): Packet[] {
  const packets: Packet[] = [];
  for (let packet = nextPacket(streams, now); packet; packet = nextPacket(streams, now))
    packets.push(packet);
  return packets;
}

it('keeps order by waiting, and delivers unordered messages as they come', () => {
  for (const ordered of [true, false]) {
    const {caller, callee, id} = opened({ordered});
    caller.send(id, pattern(1, 500), 0);
    caller.send(id, pattern(2, 500), 0);
    const [first, second] = packetsOf(caller, 0) as [Packet, Packet];
    receive(callee, second, 0);
    expect(readAll(callee, id)).toEqual(ordered ? [] : [pattern(2, 500)]);
    lost(first, 1);
    exchange(caller, callee, 1);
    expect(readAll(callee, id)).toHaveLength(ordered ? 2 : 1);
  }
});

it('gives a message up when a part is lost more often than allowed, and tells the peer', () => {
  const {caller, callee, id} = opened({reliability: {maxRetransmits: 1}});
  caller.send(id, pattern(1, 100), 0);
  lost(nextPacket(caller, 0) as Packet, 1);
  expect(caller.bufferedBytes(id)).toBe(100);
  lost(nextPacket(caller, 1) as Packet, 2);
  expect(caller.bufferedBytes(id)).toBe(0);
  caller.send(id, pattern(2, 100), 2);
  exchange(caller, callee, 2);
  expect(readAll(callee, id)).toEqual([pattern(2, 100)]);
});

it('does not send a lost part again when the lost packet arrives after all', () => {
  const {caller, callee, id} = opened({});
  caller.send(id, pattern(1, 100), 0);
  const packet = nextPacket(caller, 0) as Packet;
  lost(packet, 1);
  expect(caller.nextPriority(1)).toBe(2);
  acked(packet, 2);
  expect(caller.nextPriority(2)).toBe(-1);
  receive(callee, packet, 2);
  receive(callee, packet, 2);
  expect(readAll(callee, id)).toEqual([pattern(1, 100)]);
});

it('lets a message that was never sent vanish when its time is over', () => {
  const {caller, callee, id} = opened({reliability: {lifetimeMs: 10}});
  caller.send(id, pattern(1, 100), 0);
  caller.setMode(id, {reliability: 'reliable'});
  caller.send(id, pattern(2, 100), 0);
  expect(caller.pollTimeout()).toBe(10);
  caller.handleTimeout(10);
  expect([caller.pollTimeout(), caller.bufferedBytes(id)]).toEqual([Number.POSITIVE_INFINITY, 100]);
  const packet = nextPacket(caller, 10) as Packet;
  expect(packet.frames).toHaveLength(1);
  receive(callee, packet, 10);
  expect(readAll(callee, id)).toEqual([pattern(2, 100)]);
});

it('does not deliver after the lifetime: not late, and not from the queue of what waits', () => {
  const {caller, callee, id} = opened({reliability: {lifetimeMs: 10}});
  caller.send(id, pattern(1, 900), 0);
  caller.send(id, pattern(2, 100), 0);
  const [first, second] = packetsOf(caller, 0) as [Packet, Packet];
  receive(callee, second, 5);
  expect(callee.pollTimeout()).toBe(10);
  callee.handleTimeout(10);
  receive(callee, first, 11);
  expect(readAll(callee, id)).toEqual([]);
  expect(callee.heldCost).toBe(0);
});

it('sends copies of small messages in other packets until one has arrived', () => {
  const {caller, callee, id} = opened({copies: 2});
  caller.send(id, pattern(1, 100), 0);
  const first = nextPacket(caller, 0) as Packet;
  expect([caller.nextPriority(2.9), caller.pollTimeout()]).toEqual([-1, 3]);
  const second = nextPacket(caller, 3) as Packet;
  expect([caller.nextPriority(3), caller.pollTimeout()]).toEqual([-1, 6]);
  const third = nextPacket(caller, 6) as Packet;
  expect([caller.nextPriority(99), caller.pollTimeout()]).toEqual([-1, Number.POSITIVE_INFINITY]);
  for (const packet of [third, second]) receive(callee, packet, 100);
  expect(readAll(callee, id)).toEqual([pattern(1, 100)]);
  acked(third, 101);
  expect(caller.bufferedBytes(id)).toBe(0);
  lost(first, 102);
  expect(caller.nextPriority(102)).toBe(-1);
});

it('sends again what must arrive, though a copy of it is under way', () => {
  const {caller, id} = opened({copies: 1});
  caller.send(id, pattern(1, 100), 0);
  const first = nextPacket(caller, 0) as Packet;
  const copy = nextPacket(caller, 3) as Packet;
  lost(first, 50);
  expect(caller.nextPriority(50)).toBe(2);
  expect(nextPacket(caller, 50)).toBeDefined();
  lost(copy, 60);
  expect(nextPacket(caller, 60)).toBeDefined();
});

it('gives up what may get lost once every copy is', () => {
  const {caller, id} = opened({copies: 1, reliability: {maxRetransmits: 0}});
  caller.send(id, pattern(1, 100), 0);
  const first = nextPacket(caller, 0) as Packet;
  const copy = nextPacket(caller, 3) as Packet;
  lost(first, 50);
  expect([caller.nextPriority(50), caller.bufferedBytes(id)]).toEqual([-1, 100]);
  lost(copy, 60);
  expect(caller.bufferedBytes(id)).toBe(0);
});

it('copies what is critical as often as the connection says, until the first has arrived', () => {
  const {caller} = streamsPair();
  caller.criticalCopies = 1;
  const id = caller.open({priority: 'critical'});
  caller.send(id, pattern(1, 513), 0);
  caller.send(id, pattern(2, 100), 0);
  const packet = nextPacket(caller, 0) as Packet;
  expect(caller.pollTimeout()).toBe(3);
  acked(packet, 1);
  expect([caller.pollTimeout(), caller.nextPriority(3)]).toEqual([Number.POSITIVE_INFINITY, -1]);
});

it('holds small messages until they fill a packet, their time is over, or one leaves anyway', () => {
  const {caller, callee, id} = opened({holdMs: 2});
  caller.send(id, pattern(1, 100), 0);
  expect([caller.nextPriority(0), caller.pollTimeout()]).toEqual([-1, 2]);
  expect(nextPacket(caller, 1.9)).toBeUndefined();
  caller.send(id, pattern(2, 100), 1.9);
  expect(transfer(caller, callee, 2)).toBe(1);
  expect(readAll(callee, id)).toHaveLength(2);

  for (let count = 0; count < 10; count++) caller.send(id, pattern(count, 100), 5);
  expect(caller.nextPriority(5)).toBe(2);
  transfer(caller, callee, 5);
  expect([readAll(callee, id).length, caller.nextPriority(5)]).toEqual([9, -1]);
  transfer(caller, callee, 7);
  expect(readAll(callee, id)).toHaveLength(1);

  const other = caller.open({priority: 'bulk'});
  caller.send(id, pattern(1, 100), 10);
  caller.send(other, pattern(2, 100), 10);
  expect(caller.nextPriority(10)).toBe(4);
  expect(transfer(caller, callee, 10)).toBe(1);
  expect(readAll(callee, id)).toHaveLength(1);
  expect([caller.pollTimeout(), caller.queuedBytes()]).toEqual([Number.POSITIVE_INFINITY, 0]);
});

it('resets, is stopped, and tells both applications', () => {
  const {caller, callee} = streamsPair();
  const id = caller.open({priority: 'state'});
  caller.send(id, pattern(1, 5000), 0);
  receive(callee, nextPacket(caller, 0) as Packet, 0);
  callee.stop(id, 7);
  exchange(caller, callee, 0);
  expect(events(caller)).toEqual([{type: 'stopped', stream: id, code: 7}]);
  expect(events(callee)).toEqual([
    {type: 'opened', stream: id, priority: 3, label: ''},
    {type: 'reset', stream: id, code: 7},
  ]);
  expect([caller.send(id, pattern(1, 1), 0), callee.heldCost]).toEqual([false, 0]);
  callee.reset(id, 9);
  exchange(caller, callee, 0);
  expect(events(caller)).toEqual([
    {type: 'reset', stream: id, code: 9},
    {type: 'forgotten', stream: id},
  ]);
  expect([caller.openStreams, callee.openStreams]).toEqual([0, 0]);
});
