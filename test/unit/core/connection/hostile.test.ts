import {expect, it} from 'vitest';
import {Fixed} from '../../../../src/core/congestion/fixed.js';
import {Transport} from '../../../../src/core/connection/transport.js';
import type {TransportEvent} from '../../../../src/core/connection/transport-contract.js';
import {ack, MTU, packet} from './raw-packet.js';

/** Leaves out the number after the first, and then one in 2048. */
function victim(): Transport {
  let calls = 0;
  return new Transport({
    ...{isCaller: true, initialRttMs: 20, baseMtu: MTU, maxMtu: MTU},
    controller: new Fixed({rateMbps: 1000}),
    random: () => (calls++ === 0 ? 0 : 0.5),
  });
}

/** Sends all there is to send; returns the numbers of the packets. */
function sent(transport: Transport, now: number): number[] {
  const numbers: number[] = [];
  const target = new Uint8Array(MTU);
  for (let at = now; transport.pollTransmit(at, target) > 0; at += 1) numbers.push(target[1] ?? -1);
  return numbers;
}

function events(transport: Transport): TransportEvent[] {
  const all: TransportEvent[] = [];
  for (let event = transport.pollEvent(); event; event = transport.pollEvent()) all.push(event);
  return all;
}

function withThreePackets(): Transport {
  const transport = victim();
  const stream = transport.streams.open({priority: 'bulk'});
  transport.streams.send(stream, new Uint8Array(3000), 0);
  expect(sent(transport, 0)).toEqual([0, 2, 3]);
  return transport;
}

it('takes acknowledgements of what was sent', () => {
  const transport = withThreePackets();
  const ranges = Float64Array.of(2, 3, 0, 0);
  transport.handlePacket(
    packet(0, (writer) => writer.ack(ranges, 2, 0, 0)),
    20,
  );
  expect([events(transport), transport.path.inFlight]).toEqual([[], 0]);
});

it.each([
  ['a number left out on purpose', ack(0, 3)],
  ['a number to come', ack(9, 9)],
])('closes on an acknowledgement of %s', (_, write) => {
  const transport = withThreePackets();
  transport.handlePacket(packet(0, write), 20);
  const reason = 'a packet that was never sent is acknowledged';
  expect(events(transport)).toEqual([{type: 'closed', code: 0x10, reason, byPeer: false}]);
});

it('closes on a second ACK in a packet', () => {
  const transport = withThreePackets();
  transport.handlePacket(
    packet(0, (writer) => {
      ack(0, 0)(writer);
      ack(0, 0)(writer);
    }),
    20,
  );
  expect(events(transport)).toMatchObject([{type: 'closed', reason: 'a packet has two ACKs'}]);
});

it('tells once that it has closed, also when both ends close', () => {
  const transport = victim();
  transport.close(7, 'enough');
  transport.handlePacket(
    packet(0, (writer) => writer.close(8, new Uint8Array(0))),
    1,
  );
  expect(events(transport)).toEqual([{type: 'closed', code: 7, reason: 'enough', byPeer: false}]);
});

it('keeps few of the streams that a peer ends and never lets go of', () => {
  const transport = victim();
  let number = 0;
  for (let id = 1; !transport.isClosed && id < 100_000; id += 2) {
    transport.handlePacket(
      packet(number++, (writer) => {
        writer.stop(id, 0);
        writer.resetStream(id, 0, 0);
      }),
      number,
    );
    sent(transport, number);
    expect(transport.streams.openStreams).toBeLessThanOrEqual(8 * 1024);
  }
  expect(transport.isClosed).toBe(true);
});
