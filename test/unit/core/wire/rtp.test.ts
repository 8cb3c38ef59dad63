import fc from 'fast-check';
import {expect, it} from 'vitest';
import {RTP_HEADER_BYTES, rtpPayload, writeRtpHeader} from '../../../../src/core/wire/rtp.js';
import {bytesOf, goldenRtp, hexOf} from './golden.js';

it.each(goldenRtp())('writes $name as RFC 3550 section 5.1 lays it out', ({header, hex}) => {
  const packet = new Uint8Array(RTP_HEADER_BYTES);
  writeRtpHeader(packet, header);
  expect(hexOf(packet)).toBe(hex);
  expect(rtpPayload(packet, header.payloadType)).toEqual(new Uint8Array());
});

it('gives back the payload, without copying it, wherever the packet lies in its buffer', () => {
  fc.assert(
    fc.property(
      fc.record({
        payloadType: fc.integer({min: 0, max: 127}),
        sequence: fc.integer({min: 0, max: 0xffff}),
        timestamp: fc.integer({min: 0, max: 0xffff_ffff}),
        ssrc: fc.integer({min: 0, max: 0xffff_ffff}),
      }),
      fc.uint8Array({maxLength: 100}),
      fc.nat(16),
      (header, payload, offset) => {
        const packet = new Uint8Array(offset + RTP_HEADER_BYTES + payload.length).subarray(offset);
        writeRtpHeader(packet, header);
        packet.set(payload, RTP_HEADER_BYTES);
        const read = rtpPayload(packet, header.payloadType);
        expect(read).toEqual(payload);
        expect(read?.buffer).toBe(packet.buffer);
        expect(rtpPayload(packet, (header.payloadType + 1) & 0x7f)).toBeUndefined();
      },
    ),
  );
});

it('accepts the marker bit, which is no part of the payload type', () => {
  expect(rtpPayload(bytesOf('80e000000000000000000000aa'), 96)).toEqual(Uint8Array.of(0xaa));
});

it.each([
  ['padding', 'a0600000000000000000000001'],
  ['a header extension', '9060000000000000000000000000'],
  ['a contributing source', '816000000000000000000000aabbccdd'],
  ['version 1', '406000000000000000000000'],
  ['eleven bytes', '8060000000000000000000'],
  ['nothing', ''],
])('refuses a packet with %s', (_what, hex) => {
  expect(rtpPayload(bytesOf(hex), 96)).toBeUndefined();
});

it('never throws on any bytes, and never gives more than what follows the header', () => {
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 64}), fc.integer({min: 0, max: 127}), (bytes, type) => {
      const payload = rtpPayload(bytes, type);
      if (payload) expect(payload).toHaveLength(bytes.length - RTP_HEADER_BYTES);
    }),
    {numRuns: 1000},
  );
});
