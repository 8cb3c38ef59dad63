import {expect, it} from 'vitest';
import {flipBit, readUdpFrame} from '../../../../../src/lab/links/userspace/udp-frame.js';

const SOURCE = [198, 18, 0, 1];
const TARGET = [198, 18, 0, 2];

/** Sum of 16-bit words in ones' complement (RFC 1071). */
function onesSum(...parts: Buffer[]): number {
  const bytes = Buffer.concat(parts);
  let sum = 0;
  for (let n = 0; n < bytes.length; n++) sum += (bytes[n] as number) << (n % 2 === 0 ? 8 : 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

function udp(payload: Buffer, ports = [1000, 2000]): Buffer {
  const segment = Buffer.alloc(8 + payload.length);
  segment.writeUInt16BE(ports[0] as number, 0);
  segment.writeUInt16BE(ports[1] as number, 2);
  segment.writeUInt16BE(segment.length, 4);
  payload.copy(segment, 8);
  segment.writeUInt16BE(0xffff ^ checksum(segment), 6);
  return segment;
}

/** 0xffff for a segment whose checksum is right. */
function checksum(segment: Buffer): number {
  return onesSum(Buffer.from([...SOURCE, ...TARGET, 0, 17, 0, segment.length]), segment);
}

function ipv4(segment: Buffer, {protocol = 17, fragment = 0} = {}): Buffer {
  const frame = Buffer.concat([Buffer.alloc(14 + 20), segment, Buffer.alloc(4)]);
  frame.writeUInt16BE(0x0800, 12);
  frame.writeUInt8(0x45, 14);
  frame.writeUInt16BE(fragment, 20);
  frame.writeUInt8(protocol, 23);
  Buffer.from([...SOURCE, ...TARGET]).copy(frame, 26);
  return frame;
}

function ipv6(segment: Buffer): Buffer {
  const frame = Buffer.concat([Buffer.alloc(14 + 40), segment]);
  frame.writeUInt16BE(0x86dd, 12);
  frame.writeUInt8(17, 20);
  return frame;
}

it('finds the payload of UDP over IPv4 and IPv6, without padding', () => {
  expect(readUdpFrame(ipv4(udp(Buffer.from('hello'))))?.bytes.toString()).toBe('hello');
  expect(readUdpFrame(ipv6(udp(Buffer.from('hello'))))?.bytes.toString()).toBe('hello');
});

it('gives datagrams of one flow the same number, and of others another', () => {
  const flow = (ports: number[]) => readUdpFrame(ipv4(udp(Buffer.from('x'), ports)))?.flow;
  expect(flow([1000, 2000])).toBe(flow([1000, 2000]));
  expect(flow([1000, 2001])).not.toBe(flow([1000, 2000]));
});

it.each([
  ['TCP', ipv4(udp(Buffer.from('x')), {protocol: 6})],
  ['a fragment', ipv4(udp(Buffer.from('x')), {fragment: 0x2000})],
  ['ARP', Buffer.alloc(60)],
  ['half a header', ipv4(udp(Buffer.from('x'))).subarray(0, 30)],
])('leaves %s alone', (_what, frame) => {
  expect(readUdpFrame(frame)).toBeUndefined();
});

it.each([0, 0.1, 0.34, 0.5, 0.77, 0.999])('flips one bit at %d and mends the checksum', (share) => {
  for (const text of ['hello', 'hello!', '\0\0\0', '\xff\xff']) {
    const segment = udp(Buffer.from(text, 'latin1'));
    const frame = ipv4(segment);
    const read = readUdpFrame(frame);
    if (read === undefined) throw new Error('not read');
    flipBit(read, share, false);
    const after = frame.subarray(34, 34 + segment.length);
    const flipped = [...after.subarray(8)].map((byte, n) => byte ^ (segment[n + 8] as number));
    expect(flipped.filter((bits) => bits !== 0)).toHaveLength(1);
    expect(Math.log2(Math.max(...flipped)) % 1).toBe(0);
    expect(checksum(after)).toBe(0xffff);
  }
});

it('leaves a checksum that is not computed yet, or not used, as it is', () => {
  for (const isPartial of [true, false]) {
    const frame = ipv4(udp(Buffer.from('hello')));
    const read = readUdpFrame(frame);
    if (read === undefined) throw new Error('not read');
    if (!isPartial) read.header.writeUInt16BE(0, 6);
    const before = read.header.readUInt16BE(6);
    flipBit(read, 0.5, isPartial);
    expect(read.header.readUInt16BE(6)).toBe(before);
  }
});

it('has nothing to flip in an empty payload', () => {
  const frame = ipv4(udp(Buffer.alloc(0)));
  const before = Buffer.from(frame);
  const read = readUdpFrame(frame);
  if (read) flipBit(read, 0.5, false);
  expect(frame).toEqual(before);
});
