import {expect, it} from 'vitest';
import {Fixed} from '../../../../src/core/congestion/fixed.js';
import {Transport} from '../../../../src/core/connection/transport.js';
import {MTU, packet} from './raw-packet.js';

const NOW = 1000;
const LIFETIME_US = 30_000;

function pathOf(id: number, initialRttMs: number) {
  const controller = new Fixed({rateMbps: 10});
  return {id, rank: id, initialRttMs, baseMtu: MTU, maxMtu: MTU, controller};
}

it.each([
  ['arrives within its lifetime on a path of 10 ms one way', 0, true],
  ['is over on one of 40 ms, though another is in use', 1, false],
])('a datagram of 30 ms %s', (_, path, arrives) => {
  const transport = new Transport({...pathOf(0, 20), isCaller: true, random: () => 0.5});
  transport.addPath(pathOf(1, 80));
  const bytes = packet(0, (writer) => writer.datagram(new Uint8Array(8), LIFETIME_US));
  transport.handlePacket(bytes, NOW, path);
  expect(transport.streams.readDatagram() !== undefined).toBe(arrives);
});
