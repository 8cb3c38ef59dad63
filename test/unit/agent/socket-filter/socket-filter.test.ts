import {createSocket, type Socket} from 'node:dgram';
import {once} from 'node:events';
import {createServer} from 'node:net';
import {describe, expect, it, onTestFinished} from 'vitest';
import {borrowSocket} from '../../../../src/agent/socket-filter/find-socket.js';
import {
  Code,
  encodeInstructions,
  type Instruction,
} from '../../../../src/agent/socket-filter/instruction.js';
import {socketCalls} from '../../../../src/agent/socket-filter/libc.js';
import {SocketFilter} from '../../../../src/agent/socket-filter/socket-filter.js';

const calls = socketCalls();
const accept = (k: number): Instruction => ({code: Code.result, jt: 0, jf: 0, k});
const EVERYTHING = encodeInstructions([accept(0xffff_ffff)]);
/** Packets whose first byte of payload, behind eight of header, is 7. */
const SEVENS = encodeInstructions([
  {code: Code.loadByte, jt: 0, jf: 0, k: 8},
  {code: Code.jumpIfEqual, jt: 0, jf: 1, k: 7},
  accept(0xffff_ffff),
  accept(0),
]);

async function bound(port: number, address?: string): Promise<Socket> {
  const socket = createSocket(address === undefined ? 'udp6' : 'udp4');
  onTestFinished(() => void socket.close());
  socket.bind(port, address);
  await once(socket, 'listening');
  return socket;
}

/** What of the payloads, each a byte, gets through; the last must. */
async function received(socket: Socket, payloads: number[]): Promise<number[]> {
  const got: number[] = [];
  const last = new Promise<void>((resolve) => {
    socket.on('message', (bytes) => {
      got.push(bytes[0] ?? 0);
      if (bytes[0] === payloads.at(-1)) resolve();
    });
  });
  const sender = await bound(0, '127.0.0.1');
  const {port, address} = socket.address();
  for (const payload of payloads) sender.send(Uint8Array.of(payload), port, address);
  await last;
  socket.removeAllListeners('message');
  return got;
}

describe.runIf(calls)('a filter of a socket that another made', () => {
  if (!calls) return;

  it('filters what arrives, and can be replaced', async () => {
    const socket = await bound(0, '127.0.0.1');
    const filter = SocketFilter.open(calls, {port: socket.address().port, address: '127.0.0.1'});
    onTestFinished(() => filter.close());
    filter.attach(SEVENS);
    expect(await received(socket, [1, 2, 7])).toEqual([7]);
    filter.attach(EVERYTHING);
    expect(await received(socket, [1, 2, 3])).toEqual([1, 2, 3]);
  });

  it('stays when its maker lets go, and is not another socket of the same number', async () => {
    const socket = await bound(0, '127.0.0.1');
    const filter = SocketFilter.open(calls, {port: socket.address().port, address: '127.0.0.1'});
    filter.attach(SEVENS);
    filter.close();
    const other = await bound(0, '127.0.0.1');
    filter.attach(SEVENS);
    filter.close();
    expect(await received(other, [1, 2])).toEqual([1, 2]);
    expect(await received(socket, [1, 7])).toEqual([7]);
  });

  it('is of the socket of that port at that address, or at all', async () => {
    const one = await bound(0, '127.0.0.1');
    const {port} = one.address();
    await bound(port, '127.0.0.2');
    const tcp = createServer().listen(port, '127.0.0.1');
    await once(tcp, 'listening');
    onTestFinished(() => void tcp.close());
    const dual = await bound(0);
    const ends = [
      {port, address: '127.0.0.1'},
      {port, address: '::FFFF:127.0.0.1'},
      {port: dual.address().port},
      {port: dual.address().port, address: 'localhost'},
    ];
    for (const end of ends) expect(calls.close(borrowSocket(calls, end))).toBe(0);
    expect(() => borrowSocket(calls, {port})).toThrow('0 sockets');
    expect(() => borrowSocket(calls, {port, address: '127.0.0.3'})).toThrow('0 sockets');
    expect(() => borrowSocket(calls, {port, address: 'localhost'})).toThrow('2 sockets');
  });

  it('says which program the kernel refuses', async () => {
    const socket = await bound(0, '127.0.0.1');
    const filter = SocketFilter.open(calls, {port: socket.address().port, address: '127.0.0.1'});
    onTestFinished(() => filter.close());
    const endless = encodeInstructions([{code: Code.loadByte, jt: 0, jf: 0, k: 0}]);
    expect(() => filter.attach(endless)).toThrow('setsockopt with 1 instructions: EINVAL');
  });
});
