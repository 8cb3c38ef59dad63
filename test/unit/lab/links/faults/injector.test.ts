import {describe, expect, it} from 'vitest';
import {Direction} from '../../../../../src/lab/links/direction.js';
import type {Fault} from '../../../../../src/lab/links/faults/fault.js';
import {check, clientHello, data, finished, handshake, refresh, rtp} from './packets.js';

const START_MS = 1000;
const of = (...faults: Fault[]) => new Direction({delayMs: 10, faults}, 7, 's1/up', START_MS);

/** Offers one payload a millisecond. Returns how much later each comes out; undefined: never. */
function offer(direction: Direction, ...payloads: (Buffer | undefined)[]): (number | undefined)[] {
  return payloads.map((bytes, n) => {
    const nowMs = START_MS + n;
    const atMs = direction.submit(nowMs, 500, bytes && {bytes, flow: 1});
    return atMs === undefined ? undefined : atMs - nowMs;
  });
}

it('drops the n-th packet of a class and says which', () => {
  const direction = of({class: 'stun-check', nth: 2, action: 'drop'});
  expect(offer(direction, rtp, check, refresh, check, check)).toEqual([10, 10, 10, undefined, 10]);
  expect(direction.counts.dropped).toMatchObject({fault: 1, loss: 0});
  expect(direction.receipts()).toEqual([
    {
      fault: {class: 'stun-check', nth: 2, action: 'drop'},
      seen: 3,
      hit: 1,
      hits: [{atMs: 3, packet: 4, sizeBytes: 500}],
    },
  ]);
});

it('delays every n-th packet, and others overtake', () => {
  const direction = of({class: 'any', every: 3, action: 'delay', delayMs: 50});
  expect(offer(direction, rtp, check, undefined, rtp, rtp, rtp)).toEqual([10, 10, 60, 10, 10, 60]);
});

it('hits all of a class without nth or every', () => {
  const direction = of({class: 'turn-refresh', action: 'drop'});
  expect(offer(direction, refresh, rtp, refresh)).toEqual([undefined, 10, undefined]);
});

it('duplicates and corrupts', () => {
  const direction = of(
    {class: 'rtp', nth: 1, action: 'duplicate'},
    {class: 'rtp', nth: 1, action: 'corrupt'},
  );
  offer(direction, rtp);
  expect([direction.duplicateAtMs, typeof direction.corruptAt]).toEqual([1010, 'number']);
  offer(direction, rtp);
  expect([direction.duplicateAtMs, direction.corruptAt]).toEqual([undefined, undefined]);
  expect(direction.counts).toMatchObject({duplicated: 1, corrupted: 1});
});

describe('a DTLS flight', () => {
  const flight5 = [handshake(11, 1), handshake(16, 2), finished];

  it('is hit as a whole, and its repetition is another', () => {
    const direction = of({class: 'dtls-flight-5', nth: 1, action: 'drop'});
    const times = offer(direction, clientHello(0), ...flight5, ...flight5);
    expect(times).toEqual([10, undefined, undefined, undefined, 10, 10, 10]);
    expect(direction.receipts()).toMatchObject([{seen: 2, hit: 3}]);
  });

  it('is hit every n-th time', () => {
    const direction = of({class: 'dtls-flight-1', every: 2, action: 'drop'});
    const hello = clientHello(0);
    expect(offer(direction, hello, hello, hello, hello)).toEqual([10, undefined, 10, undefined]);
  });
});

it('takes the first data after a handshake for SCTP INIT', () => {
  const direction = of({class: 'sctp-init', action: 'drop'});
  expect(offer(direction, data, clientHello(0), finished, data, data)).toEqual([
    10,
    10,
    10,
    undefined,
    10,
  ]);
});

it('goes on counting when a model comes with the same fault, and keeps receipts of others', () => {
  const first: Fault = {class: 'rtp', nth: 3, action: 'drop'};
  const direction = of(first);
  offer(direction, rtp, rtp);
  direction.replace({faults: [{...first}, {class: 'any', action: 'duplicate'}]});
  offer(direction, rtp);
  expect(direction.receipts()).toMatchObject([{seen: 3, hit: 1}, {hit: 1}]);
  direction.replace({});
  expect(direction.wantsPayload).toBe(false);
  offer(direction, rtp);
  expect(direction.receipts()).toMatchObject([{seen: 3, hit: 1}, {hit: 1}]);
});

it('keeps a bounded list of hits', () => {
  const direction = of({class: 'any', action: 'delay', delayMs: 1});
  offer(direction, ...Array.from({length: 150}, () => rtp));
  const [receipt] = direction.receipts();
  expect([receipt?.hit, receipt?.hits.length]).toEqual([150, 100]);
});
