import {expect, it} from 'vitest';
import {type DtlsDatagram, readDtls} from '../../../../../src/lab/links/faults/dtls.js';
import {FlowMemory} from '../../../../../src/lab/links/faults/flow-memory.js';
import {changeCipherSpec, clientHello, data, finished, handshake} from './packets.js';

const dtls = (...records: Buffer[]) => readDtls(Buffer.concat(records)) as DtlsDatagram;

/** Flights of datagrams of one flow, `+` where one goes on with the last. */
function flights(memory: FlowMemory, flow: number, ...datagrams: Buffer[][]): string {
  const texts = datagrams.map((records) => {
    const {flight, isContinued, isFirstData} = memory.observe(flow, dtls(...records));
    return `${isContinued ? '+' : ''}${flight ?? '-'}${isFirstData ? '!' : ''}`;
  });
  return texts.join(' ');
}

const certificate = handshake(11, 2);
const client = [
  [clientHello(0)],
  [clientHello(20)],
  [certificate, handshake(16, 3)],
  [handshake(15, 4)],
  [changeCipherSpec, finished],
  [data],
  [data],
];

it('tells the flights that a client sends, and the first data after them', () => {
  expect(flights(new FlowMemory(), 1, ...client)).toBe('1 3 5 +5 +5 -! -');
});

it('tells the flights that a server sends, and the first data after them', () => {
  const seen = flights(
    new FlowMemory(),
    1,
    [handshake(3, 0)],
    [handshake(2, 1), handshake(11, 2, Buffer.alloc(500))],
    [handshake(11, 2, Buffer.alloc(300), 500), handshake(12, 3), handshake(14, 5)],
    [handshake(4, 6)],
    [changeCipherSpec],
    [finished],
    [data],
  );
  expect(seen).toBe('2 4 +4 6 +6 +6 -!');
});

it('takes a repetition for another transmission', () => {
  const memory = new FlowMemory();
  expect(flights(memory, 1, [clientHello(0)], [clientHello(0)])).toBe('1 1');
  const flight = [[certificate], [handshake(16, 3)], [changeCipherSpec, finished]];
  expect(flights(memory, 1, ...flight, ...flight)).toBe('5 +5 +5 5 +5 +5');
});

it('keeps flows apart', () => {
  const memory = new FlowMemory();
  flights(memory, 1, [clientHello(0)]);
  expect(flights(memory, 2, [certificate])).toBe('4');
  expect(flights(memory, 1, [certificate])).toBe('5');
});

it('sees a new handshake on a flow, and no first data without one', () => {
  const memory = new FlowMemory();
  expect(flights(memory, 1, [data])).toBe('-');
  expect(flights(memory, 1, ...client, ...client)).toBe('1 3 5 +5 +5 -! - 1 3 5 +5 +5 -! -');
});

it('forgets the flow heard of longest ago when there are too many', () => {
  const memory = new FlowMemory();
  for (let flow = 0; flow <= 4096; flow++) flights(memory, flow, [clientHello(0)]);
  expect(flights(memory, 1, [certificate])).toBe('5');
  expect(flights(memory, 0, [certificate])).toBe('4');
});
