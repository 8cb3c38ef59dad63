import {END, FrameReader, MALFORMED} from '../../../../src/core/wire/frame-reader.js';
import {FrameType} from '../../../../src/core/wire/frame-type.js';
import type {FrameWriter, MessageHead} from '../../../../src/core/wire/frame-writer.js';
import {bytesOf, hexOf} from './golden.js';

/** A frame as plain data, bytes as hex: what the fixtures hold and tests compare. */
export type PlainFrame =
  | {type: 'ping'}
  | {type: 'pathPing' | 'pathPong'; token: number}
  /** `ranges`: first and last packet, the highest range first. */
  | {type: 'ack'; ranges: [number, number][]; delayUs: number; oneWayUs: number}
  | {type: 'maxCredit'; credit: number}
  | {type: 'maxStreamCredit'; stream: number; credit: number}
  | {type: 'skip'; stream: number; sequence: number; cost: number}
  | {type: 'finish'; stream: number; messages: number}
  | {type: 'reset'; stream: number; code: number; cost: number}
  | {type: 'stop'; stream: number; code: number}
  | {type: 'close'; code: number; reason: string}
  | {type: 'datagram'; lifetimeUs: number | null; data: string}
  | ({type: 'message'; start: number; total: number; data: string} & PlainHead);

export interface PlainHead {
  stream: number;
  sequence: number;
  unordered: boolean;
  opens: {priority: number; label: string} | null;
  lifetimeUs: number | null;
}

/** Writes a frame; false when it did not fit. A message frame must fit as it is. */
export function writeFrame(writer: FrameWriter, frame: PlainFrame): boolean {
  switch (frame.type) {
    case 'ping':
      return writer.ping();
    case 'pathPing':
      return writer.pathPing(frame.token);
    case 'pathPong':
      return writer.pathPong(frame.token);
    case 'ack':
      return writer.ack(
        Float64Array.from(frame.ranges.flat()),
        frame.ranges.length,
        frame.delayUs,
        frame.oneWayUs,
      );
    case 'maxCredit':
      return writer.maxCredit(frame.credit);
    case 'maxStreamCredit':
      return writer.maxStreamCredit(frame.stream, frame.credit);
    case 'skip':
      return writer.skip(frame.stream, frame.sequence, frame.cost);
    case 'finish':
      return writer.finish(frame.stream, frame.messages);
    case 'reset':
      return writer.resetStream(frame.stream, frame.code, frame.cost);
    case 'stop':
      return writer.stop(frame.stream, frame.code);
    case 'close':
      return writer.close(frame.code, bytesOf(frame.reason));
    case 'datagram':
      return writer.datagram(bytesOf(frame.data), frame.lifetimeUs ?? -1);
    case 'message': {
      const part = bytesOf(frame.data);
      // The rest of the message is zeros: only this part is to be written.
      const whole = new Uint8Array(frame.total);
      whole.set(part, frame.start);
      const end = frame.start + part.length;
      return writer.message(headOf(frame), whole, frame.start, end) === part.length;
    }
  }
}

export function headOf({stream, sequence, unordered, opens, lifetimeUs}: PlainHead): MessageHead {
  return {
    stream,
    sequence,
    unordered,
    opens: opens ? {priority: opens.priority, label: bytesOf(opens.label)} : undefined,
    lifetimeUs: lifetimeUs ?? -1,
  };
}

/** Every frame of a packet from `offset` on, or `malformed`. */
export function readFrames(packet: Uint8Array, offset = 0): PlainFrame[] | 'malformed' {
  const reader = new FrameReader();
  const frames: PlainFrame[] = [];
  reader.begin(packet, offset);
  for (let type = reader.next(); type !== END; type = reader.next()) {
    if (type === MALFORMED) return 'malformed';
    frames.push(plainFrame(reader, type, packet));
  }
  return frames;
}

function plainFrame(reader: FrameReader, type: number, packet: Uint8Array): PlainFrame {
  const {stream, sequence, value, code} = reader;
  const data = hexOf(packet.subarray(reader.dataStart, reader.dataEnd));
  const lifetimeUs = reader.lifetimeUs < 0 ? null : reader.lifetimeUs;
  switch (type) {
    case FrameType.ping:
      return {type: 'ping'};
    case FrameType.pathPing:
      return {type: 'pathPing', token: reader.value};
    case FrameType.pathPong:
      return {type: 'pathPong', token: reader.value};
    case FrameType.ack:
      return {
        type: 'ack',
        ranges: Array.from({length: reader.rangeCount}, (_, index) => [
          reader.ranges[2 * index] as number,
          reader.ranges[2 * index + 1] as number,
        ]),
        delayUs: reader.delayUs,
        oneWayUs: reader.oneWayUs,
      };
    case FrameType.maxCredit:
      return {type: 'maxCredit', credit: value};
    case FrameType.maxStreamCredit:
      return {type: 'maxStreamCredit', stream, credit: value};
    case FrameType.skip:
      return {type: 'skip', stream, sequence, cost: value};
    case FrameType.finish:
      return {type: 'finish', stream, messages: value};
    case FrameType.reset:
      return {type: 'reset', stream, code, cost: value};
    case FrameType.stop:
      return {type: 'stop', stream, code};
    case FrameType.close:
      return {type: 'close', code, reason: data};
    case FrameType.datagram:
      return {type: 'datagram', lifetimeUs, data};
    case FrameType.message: {
      const {unordered, start, total, priority, labelStart, labelEnd} = reader;
      const label = hexOf(packet.subarray(labelStart, labelEnd));
      const opens = priority < 0 ? null : {priority, label};
      return {type: 'message', stream, sequence, unordered, opens, lifetimeUs, start, total, data};
    }
    default:
      throw new Error(`the reader gave type ${type}`);
  }
}
