/**
 * Frames of a path: big-endian, fixed layout, one a packet.
 *
 * | frame | layout |
 * |---|---|
 * | hello | type 1 · u8, flags · u8 (1: acknowledges the peer's hello), incarnation · u32 |
 * | probe | type 2 · u8, sequence · u32, sentAtMs · f64, echoedSentAtMs · f64 (NaN: none), echoHoldMs · f32, received · u32, highest · u32 |
 */
export type Frame =
  /**
   * The first application byte of a connection, and its acknowledgement. `incarnation` differs when
   * the sender has forgotten what it and its peer said to each other.
   */
  {type: 'hello'; acknowledges: boolean; incarnation: number} | ({type: 'probe'} & Probe);

export interface Probe {
  /** Counts from 1. */
  sequence: number;
  /** Sender's clock; only its sender interprets it. */
  sentAtMs: number;
  /** `sentAtMs` of the last probe received, and how long ago that was; `undefined` before the first. */
  echo: {sentAtMs: number; holdMs: number} | undefined;
  /** Probes received so far and the highest sequence among them. */
  received: number;
  highest: number;
}

const HELLO = 1;
const PROBE = 2;
const HELLO_BYTES = 6;
const PROBE_BYTES = 33;

export function encodeFrame(frame: Frame): Uint8Array {
  if (frame.type === 'hello') return encodeHello(frame.acknowledges, frame.incarnation);
  const bytes = new Uint8Array(PROBE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, PROBE);
  view.setUint32(1, frame.sequence);
  view.setFloat64(5, frame.sentAtMs);
  view.setFloat64(13, frame.echo?.sentAtMs ?? Number.NaN);
  view.setFloat32(21, frame.echo?.holdMs ?? 0);
  view.setUint32(25, frame.received);
  view.setUint32(29, frame.highest);
  return bytes;
}

function encodeHello(acknowledges: boolean, incarnation: number): Uint8Array {
  const bytes = new Uint8Array(HELLO_BYTES);
  bytes[0] = HELLO;
  bytes[1] = acknowledges ? 1 : 0;
  new DataView(bytes.buffer).setUint32(2, incarnation);
  return bytes;
}

/** `undefined` for anything that is not exactly one frame. */
export function decodeFrame(bytes: Uint8Array): Frame | undefined {
  if (bytes[0] === HELLO && bytes.length === HELLO_BYTES) {
    const flags = bytes[1] ?? 0;
    const incarnation = new DataView(bytes.buffer, bytes.byteOffset).getUint32(2);
    return flags > 1 ? undefined : {type: 'hello', acknowledges: flags === 1, incarnation};
  }
  if (bytes[0] !== PROBE || bytes.length !== PROBE_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const sentAtMs = view.getFloat64(5);
  const echoed = view.getFloat64(13);
  const holdMs = view.getFloat32(21);
  if (!Number.isFinite(sentAtMs) || Math.abs(echoed) === Number.POSITIVE_INFINITY) return undefined;
  if (!(holdMs >= 0 && Number.isFinite(holdMs))) return undefined;
  return {
    type: 'probe',
    sequence: view.getUint32(1),
    sentAtMs,
    echo: Number.isNaN(echoed) ? undefined : {sentAtMs: echoed, holdMs},
    received: view.getUint32(25),
    highest: view.getUint32(29),
  };
}
