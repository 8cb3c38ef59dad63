import {messageHeadBytes, type StreamOpening} from '../wire/frame-writer.js';
import {varintBytes} from '../wire/varint.js';
import {FRAGMENT_BYTES_MIN, SMALL_MESSAGE_BYTES} from './limits.js';
import type {Outbox} from './outbox.js';
import type {OutgoingMessage} from './outgoing-message.js';
import type {PacketDraft} from './sent-frame.js';

/**
 * Writes a frame with bytes of a message from `start`, up to `end` where they fit. Returns how many
 * bytes that was; -1: there is no room for a part worth sending.
 */
export function writePart(
  stream: {readonly id: number; readonly opening: StreamOpening | undefined},
  {head, packetSpace}: Outbox,
  {writer}: PacketDraft,
  message: OutgoingMessage,
  sequence: number,
  start: number,
  end: number,
  now: number,
): number {
  head.stream = stream.id;
  head.sequence = sequence;
  head.unordered = message.isUnordered;
  head.opens = stream.opening;
  head.lifetimeUs = message.lifetimeUs(now);
  const {total, data} = message;
  const headBytes = messageHeadBytes(head);
  if (end - start === total) {
    if (headBytes + total <= writer.space) return writer.message(head, data, 0, total);
    // Cut in two it would be lost twice as often: it waits for the next packet.
    if (total <= SMALL_MESSAGE_BYTES && headBytes + total <= packetSpace) return -1;
  }
  const room = writer.space - headBytes - varintBytes(start) - varintBytes(total);
  if (room < Math.min(FRAGMENT_BYTES_MIN, end - start)) return -1;
  return writer.message(head, data, start, end);
}
