import {expect, it} from 'vitest';
import {events, nextPacket, type Packet, pattern, receive, streamsPair, transfer} from './pair.js';

it('carries datagrams by priority, without asking what became of them', () => {
  const {caller, callee} = streamsPair();
  caller.datagram(pattern(1, 100), 0, {priority: 'bulk'});
  caller.datagram(pattern(2, 0), 0, {priority: 'critical'});
  const packet = nextPacket(caller, 0) as Packet;
  expect(packet.frames).toEqual([]);
  receive(callee, packet, 0);
  expect(events(callee)).toEqual([{type: 'datagram'}]);
  expect([callee.readDatagram(), callee.readDatagram()]).toEqual([pattern(2, 0), pattern(1, 100)]);
  expect(callee.readDatagram()).toBeUndefined();
});

it('drops what is too old on either side', () => {
  const {caller, callee} = streamsPair();
  caller.datagram(pattern(1, 10), 0, {lifetimeMs: 5});
  expect(caller.pollTimeout()).toBe(5);
  caller.handleTimeout(5);
  expect([caller.nextPriority(5), caller.queuedBytes()]).toEqual([-1, 0]);
  caller.datagram(pattern(2, 10), 5, {lifetimeMs: 5});
  receive(callee, nextPacket(caller, 5) as Packet, 10);
  expect(callee.readDatagram()).toBeUndefined();
});

it('keeps the newest when too many wait, on either side, and counts the others', () => {
  const {caller, callee} = streamsPair();
  for (let tag = 0; tag < 300; tag++) caller.datagram(pattern(tag, 980), 0);
  const kept = 300 - caller.datagramsDropped;
  expect(kept).toBe(Math.floor((256 * 1024) / 989));
  for (let round = 0; round < 2; round++) {
    for (let tag = 0; tag < 200; tag++) caller.datagram(pattern(tag, 980), 0);
    transfer(caller, callee, 0);
  }
  expect(callee.datagramsDropped).toBeGreaterThan(0);
});

it('refuses what fits into no packet, and drops what fits no more', () => {
  const {caller} = streamsPair();
  expect(() => caller.datagram(pattern(1, 992), 0)).toThrow('at most 991 bytes');
  caller.datagram(pattern(1, 991), 0);
  caller.packetSpace = 500;
  expect([caller.nextPriority(0), caller.datagramsDropped]).toEqual([-1, 1]);
});
