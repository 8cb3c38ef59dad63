import {expect, it} from 'vitest';
import {PacketStore} from '../../../src/sim/packet-store.js';

it('keeps copies that nothing changes any more, also when a number is used again', () => {
  const store = new PacketStore();
  const source = Uint8Array.of(1, 2, 3, 4);
  const first = store.add(source, 3, 7);
  source.fill(9);
  const bytes = store.bytes(first);
  expect([...bytes]).toEqual([1, 2, 3]);
  store.remove(first);
  const second = store.add(source, 4, 8);
  expect(second).toBe(first);
  expect([...bytes]).toEqual([1, 2, 3]);
  expect([[...store.bytes(second)], store.sender(second)]).toEqual([[9, 9, 9, 9], 8]);
});

it('copies a packet with where it is and what happened to it', () => {
  const store = new PacketStore();
  const packet = store.add(Uint8Array.of(5), 1, 3);
  store.damage(packet);
  expect(store.advance(packet)).toBe(1);
  const copy = store.copy(packet);
  store.bytes(packet)[0] = 6;
  expect([store.bytes(copy)[0], store.sender(copy), store.isDamaged(copy)]).toEqual([5, 3, true]);
  expect(store.advance(copy)).toBe(2);
});

it('holds many packets at once', () => {
  const store = new PacketStore();
  const packets = Array.from({length: 1000}, (_, index) => {
    return store.add(new Uint8Array(1000).fill(index), 1000, index);
  });
  expect(packets.every((packet, index) => store.bytes(packet)[999] === index % 256)).toBe(true);
  expect(packets.map((packet) => store.sender(packet))).toEqual([...packets.keys()]);
});
