import fc from 'fast-check';
import {it} from 'vitest';
import {ProtocolViolation} from '../../../../src/core/connection/violation.js';
import {Streams} from '../../../../src/core/streams/streams.js';
import {FrameReader} from '../../../../src/core/wire/frame-reader.js';
import {FrameWriter} from '../../../../src/core/wire/frame-writer.js';
import {check} from './contract.js';

const STREAM_CREDIT = 4096;
const CONNECTION_CREDIT = 10_000;
const STREAMS_MAX = 8;

const small = fc.nat(12);
const number = fc.oneof(
  {weight: 6, arbitrary: small},
  {weight: 2, arbitrary: fc.nat(5000)},
  fc.constantFrom(32_767, 32_768, 2 ** 24 + 64, 2 ** 32, Number.MAX_SAFE_INTEGER),
);
const frame = fc.record({
  kind: fc.constantFrom(
    'message',
    'message',
    'message',
    'skip',
    'finish',
    'reset',
    'stop',
    'credit',
  ),
  stream: number,
  sequence: number,
  value: number,
  start: fc.nat(100),
  length: fc.nat(100),
  total: number,
  unordered: fc.boolean(),
  opens: fc.boolean(),
  lifetimeUs: fc.constantFrom(-1, -1, 0, 5000),
});
type Frame = typeof frame extends fc.Arbitrary<infer T> ? T : never;

/** Writes a frame as a liar would: the head of a long message, and little of it. */
function write(writer: FrameWriter, lie: Frame): void {
  const {kind, stream, sequence, value, lifetimeUs, unordered} = lie;
  if (kind === 'skip') writer.skip(stream, sequence, value);
  else if (kind === 'finish') writer.finish(stream, value);
  else if (kind === 'reset') writer.resetStream(stream, 1, value);
  else if (kind === 'stop') writer.stop(stream, 1);
  else if (kind === 'credit') writer.maxStreamCredit(stream, value);
  else {
    const opens = lie.opens ? {priority: 3, label: Uint8Array.of(0xff)} : undefined;
    const end = Math.min(lie.total, lie.start + lie.length);
    // Only its length is looked at beyond `end`, and no memory is asked for.
    const data = Object.defineProperty(new Uint8Array(end), 'length', {value: lie.total});
    writer.message({stream, sequence, unordered, opens, lifetimeUs}, data, lie.start, end);
  }
}

it('meets whatever a peer may send with a violation at worst, and holds no more than it granted', () => {
  fc.assert(
    fc.property(
      fc.array(frame, {maxLength: 80, size: 'max'}),
      fc.boolean(),
      fc.boolean(),
      (lies, isReading, isCaller) => {
        const streams = new Streams({
          isCaller,
          initialStreamCredit: STREAM_CREDIT,
          initialConnectionCredit: CONNECTION_CREDIT,
          streamsMax: STREAMS_MAX,
        });
        streams.open({priority: 'bulk'});
        try {
          lies.forEach((lie, now) => {
            face(streams, lie, now);
            check(streams.heldCost <= CONNECTION_CREDIT, 'more is held than was granted');
            check(streams.openStreams <= 1 + STREAMS_MAX, 'more streams than allowed');
            if (isReading) streams.read(lie.stream);
          });
        } catch (error) {
          if (!(error instanceof ProtocolViolation)) throw error;
        }
      },
    ),
    {numRuns: 5000},
  );
}, 60_000);

function face(streams: Streams, lie: Frame, now: number): void {
  const packet = new Uint8Array(400);
  const writer = new FrameWriter();
  writer.begin(packet, 0, packet.length);
  write(writer, lie);
  const reader = new FrameReader();
  reader.begin(packet.subarray(0, writer.offset), 0);
  for (let type = reader.next(); type >= 0; type = reader.next())
    streams.onFrame(type, reader, packet, now, 1000);
}

it('meets random bytes with a violation at worst', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({minLength: 1, maxLength: 60}), {maxLength: 20}),
      (packets) => {
        const streams = new Streams({isCaller: false});
        const reader = new FrameReader();
        try {
          packets.forEach((packet, now) => {
            reader.begin(packet, 0);
            for (let type = reader.next(); type >= 0; type = reader.next())
              streams.onFrame(type, reader, packet, now, 0);
          });
        } catch (error) {
          if (!(error instanceof ProtocolViolation)) throw error;
        }
      },
    ),
    {numRuns: 2000},
  );
}, 60_000);
