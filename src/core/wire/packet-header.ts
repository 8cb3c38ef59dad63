import type {ByteReader} from './byte-reader.js';
import {writeVarint, writeWord} from './varint.js';

/** First byte of a transport packet; 1 and 2 are the frames of `frame.ts`. */
export const TRANSPORT_PACKET = 3;

/** Type, an 8-byte packet number at most, time stamp. */
export const PACKET_HEADER_BYTES_MAX = 13;

/**
 * Type · u8, packet number · varint, sent at · u32: the sender's clock in microseconds modulo 2^32.
 * Returns the offset of the first frame.
 */
export function writePacketHeader(target: Uint8Array, number: number, sentAtUs: number): number {
  target[0] = TRANSPORT_PACKET;
  return writeWord(target, writeVarint(target, 1, number), sentAtUs);
}

export interface PacketHeader {
  number: number;
  sentAtUs: number;
}

/** Reads into `header`; false for anything that is not a transport packet. */
export function readPacketHeader(reader: ByteReader, header: PacketHeader): boolean {
  if (reader.byte() !== TRANSPORT_PACKET) return false;
  header.number = reader.varint();
  header.sentAtUs = reader.word();
  return !reader.failed;
}
