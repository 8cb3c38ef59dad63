import type {FrameWriter} from '../wire/frame-writer.js';

/**
 * A frame that its sender wants to hear of again. Each packet remembers those it carried and tells
 * them its fate; one frame can be in several packets, and a packet thought lost may still arrive.
 */
export interface SentFrame {
  /** A packet with this frame has arrived. May be told more than once. */
  acked(now: number): void;
  /** A packet with this frame is thought to be lost; `acked` may follow. */
  lost(now: number): void;
  /** Has it sent once more while it is under way; returns its bytes, 0: it is nothing to be sent twice. */
  copy(): number;
}

/** A packet being built: frames go in through `writer`, and those to be heard of into `frames`. */
export interface PacketDraft {
  readonly writer: FrameWriter;
  readonly frames: SentFrame[];
}
