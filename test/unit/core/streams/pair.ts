import type {PacketDraft, SentFrame} from '../../../../src/core/streams/sent-frame.js';
import {Streams, type StreamsOptions} from '../../../../src/core/streams/streams.js';
import {END, FrameReader, MALFORMED} from '../../../../src/core/wire/frame-reader.js';
import {FrameWriter} from '../../../../src/core/wire/frame-writer.js';

export interface Packet {
  bytes: Uint8Array;
  frames: SentFrame[];
  sentAtMs: number;
}

export const PACKET_SPACE = 1000;
export const PRIORITY_LOWEST = 4;

/** The next packet that `streams` wants to send; `undefined`: nothing. */
export function nextPacket(
  streams: Streams,
  now: number,
  space: number = PACKET_SPACE,
): Packet | undefined {
  streams.packetSpace = space;
  if (streams.nextPriority(now) < 0) return undefined;
  const writer = new FrameWriter();
  const bytes = new Uint8Array(space);
  writer.begin(bytes, 0, space);
  const draft: PacketDraft = {writer, frames: []};
  streams.fill(draft, now, PRIORITY_LOWEST);
  return {bytes: bytes.subarray(0, writer.offset), frames: draft.frames, sentAtMs: now};
}

/** Hands every frame of the packet over, a copy of it: a packet may arrive twice. */
export function receive(streams: Streams, packet: Packet, now: number): void {
  const bytes = packet.bytes.slice();
  const reader = new FrameReader();
  reader.begin(bytes, 0);
  for (let type = reader.next(); type !== END; type = reader.next()) {
    if (type === MALFORMED) throw new Error('a packet of ours cannot be read');
    streams.onFrame(type, reader, bytes, now, (now - packet.sentAtMs) * 1000);
  }
}

export function acked(packet: Packet, now: number): void {
  for (const frame of packet.frames) frame.acked(now);
}

export function lost(packet: Packet, now: number): void {
  for (const frame of packet.frames) frame.lost(now);
}

/** Sends everything both sides have to send, and all of it arrives. */
export function exchange(one: Streams, other: Streams, now: number): void {
  for (;;) {
    const there = transfer(one, other, now);
    const back = transfer(other, one, now);
    if (there + back === 0) return;
  }
}

/** Packets sent from one side, all of which arrive. */
export function transfer(source: Streams, target: Streams, now: number): number {
  let count = 0;
  for (let packet = nextPacket(source, now); packet; packet = nextPacket(source, now)) {
    receive(target, packet, now);
    acked(packet, now);
    count += 1;
  }
  return count;
}

export function streamsPair(options: Omit<StreamsOptions, 'isCaller'> = {}): {
  caller: Streams;
  callee: Streams;
} {
  const caller = new Streams({...options, isCaller: true});
  const callee = new Streams({...options, isCaller: false});
  caller.packetSpace = PACKET_SPACE;
  callee.packetSpace = PACKET_SPACE;
  return {caller, callee};
}

export function readAll(streams: Streams, stream: number): Uint8Array[] {
  const messages: Uint8Array[] = [];
  for (let data = streams.read(stream); data; data = streams.read(stream)) messages.push(data);
  return messages;
}

export function events(streams: Streams): unknown[] {
  const all: unknown[] = [];
  for (let event = streams.pollEvent(); event; event = streams.pollEvent()) all.push(event);
  return all;
}

/** A message that says which one it is in each of its bytes. */
export function pattern(tag: number, length: number): Uint8Array {
  const data = new Uint8Array(length);
  for (let index = 0; index < length; index++) data[index] = tag * 31 + index * 7;
  return data;
}
