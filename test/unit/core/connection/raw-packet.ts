import {FrameWriter} from '../../../../src/core/wire/frame-writer.js';
import {writePacketHeader} from '../../../../src/core/wire/packet-header.js';

export const MTU = 1188;

/** A packet of the peer with the given frames. */
export function packet(number: number, write: (writer: FrameWriter) => void): Uint8Array {
  const bytes = new Uint8Array(MTU);
  const writer = new FrameWriter();
  writer.begin(bytes, writePacketHeader(bytes, number, 0), MTU);
  write(writer);
  return bytes.subarray(0, writer.offset);
}

export function ack(first: number, last: number): (writer: FrameWriter) => void {
  return (writer) => writer.ack(Float64Array.of(first, last), 1, 0, 0);
}
