import {expect, it} from 'vitest';
import type {LinkModel} from '../../../src/lab/links/model.js';
import {Link, type LinkOptions, NO_PACKET} from '../../../src/sim/link.js';
import {PacketStore} from '../../../src/sim/packet-store.js';

function linkOf(model: LinkModel, options: Partial<LinkOptions> = {}, seed = 1) {
  const packets = new PacketStore();
  const link = new Link(packets, {
    model,
    overheadBytes: 0,
    ...options,
    number: 0,
    seed,
    name: 'up',
  });
  const offer = (bytes: number, atMs: number) => {
    const packet = packets.add(new Uint8Array(bytes), bytes, 0);
    link.offer(packet, atMs);
    return packet;
  };
  const drain = () => {
    const out: {packet: number; atMs: number}[] = [];
    for (let atMs = link.dueMs; atMs < Number.POSITIVE_INFINITY; atMs = link.dueMs) {
      const packet = link.take(atMs);
      if (packet !== NO_PACKET) out.push({packet, atMs});
    }
    return out;
  };
  return {packets, link, offer, drain};
}

it('delivers after the delay of the model', () => {
  const {link, offer} = linkOf({delayMs: 25});
  expect(link.dueMs).toBe(Number.POSITIVE_INFINITY);
  const packet = offer(100, 3);
  expect(link.dueMs).toBe(28);
  expect(link.take(27)).toBe(NO_PACKET);
  expect(link.take(28)).toBe(packet);
  expect(link.take(28)).toBe(NO_PACKET);
});

it('counts headers against the rate and the MTU', () => {
  const {link, offer} = linkOf({rateBps: 8e6}, {overheadBytes: 56, mtuBytes: 1500});
  offer(1000, 0);
  // 14 bytes of Ethernet besides; 1 byte takes 1 us.
  expect(link.dueMs).toBeCloseTo(1.07);
  offer(1444, 0);
  offer(1445, 0);
  expect(link.counts).toMatchObject({packets: 2, dropped: {tooLong: 1}});
});

it('gives a duplicate memory of its own', () => {
  const {packets, offer, drain} = linkOf({duplicate: 1});
  offer(10, 0);
  const [first, second, ...rest] = drain();
  expect(rest).toEqual([]);
  packets.bytes(first?.packet as number)[0] = 5;
  expect(packets.bytes(second?.packet as number)[0]).toBe(0);
});

it('marks what is corrupted', () => {
  const {packets, offer, drain} = linkOf({corrupt: 1, duplicate: 1});
  offer(10, 0);
  expect(drain().map(({packet}) => packets.isDamaged(packet))).toEqual([true, true]);
});

it('keeps packets for CoDel, and what it drops leaves no trace', () => {
  const codel = {targetMs: 5, intervalMs: 20};
  const {packets, link, offer, drain} = linkOf({rateBps: 1e6, queueMsMax: 2000, codel});
  const offered = Array.from({length: 100}, () => offer(1000, 0));
  const out = drain();
  const {codel: dropped} = link.counts.dropped;
  expect(dropped).toBeGreaterThan(5);
  expect(out.length).toBe(100 - dropped);
  // In order, and as fast as the rate allows.
  const places = out.map(({packet}) => offered.indexOf(packet));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(out.at(-1)?.atMs).toBeCloseTo(out.length * 8.112);
  for (const {packet} of out) packets.remove(packet);
  // Every number has been given back: a hundred more need no new one.
  const again = Array.from({length: 100}, () => packets.add(new Uint8Array(1), 1, 0));
  expect(Math.max(...again)).toBe(99);
});

it('bounds what is on the way where no rate does', () => {
  const {link, offer, drain} = linkOf({delayMs: 1000});
  for (let count = 0; count < 16_400; count++) offer(1, 0);
  expect(link.counts.dropped.overrun).toBe(16);
  expect(drain().length).toBe(16_384);
});

it('takes another model from the next packet on', () => {
  const {link, offer, drain} = linkOf({delayMs: 10, reorder: true});
  offer(1, 0);
  link.replace({delayMs: 1, reorder: true});
  offer(1, 0);
  expect(drain().map(({atMs}) => atMs)).toEqual([1, 10]);
});
