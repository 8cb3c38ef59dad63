import type {SentFrame} from '../streams/sent-frame.js';

/**
 * Packets that may be without feedback at once. A quarter of what makes an SRTP source unable to go
 * on (32,768 sequence numbers: docs/protocol.md), and enough for 1 Gbit/s at 100 ms.
 */
export const SENT_MAX = 8192;
const MASK = SENT_MAX - 1;

/** `bare`: it wants no acknowledgement, though one tells a round trip. */
export const PacketState = {
  untracked: 0,
  inFlight: 1,
  lost: 2,
  acked: 3,
  skipped: 4,
  bare: 5,
} as const;

/** The last packets sent, in a ring by packet number. One slot's fields share an index. */
export class SentPackets {
  readonly sentAtMs = new Float64Array(SENT_MAX);
  readonly bytes = new Uint16Array(SENT_MAX);
  readonly state = new Uint8Array(SENT_MAX);
  readonly path = new Uint8Array(SENT_MAX);
  /** Its frames were sent again by a probe timeout. */
  readonly isRepeated = new Uint8Array(SENT_MAX);
  /** A probe for the MTU: its loss says nothing about congestion. */
  readonly isMtuProbe = new Uint8Array(SENT_MAX);
  /** A slot has its list once it has been used: most connections never use them all. */
  readonly frames = new Array<SentFrame[] | undefined>(SENT_MAX).fill(undefined);
  /** The number of the next packet. */
  next = 0;
  /** The lowest number in flight, or `next`. */
  oldest = 0;

  slot(number: number): number {
    return number & MASK;
  }

  /** There is no room for a packet and a number left out. */
  get isFull(): boolean {
    return this.next - this.oldest >= SENT_MAX - 1;
  }

  /** Where the frames of the next packet go, emptied. */
  draft(): SentFrame[] {
    const slot = this.next & MASK;
    const known = this.frames[slot];
    if (known) {
      known.length = 0;
      return known;
    }
    const frames: SentFrame[] = [];
    this.frames[slot] = frames;
    return frames;
  }

  /** Takes the next number, with the frames drafted for it; its slot starts untracked. */
  add(): number {
    const slot = this.next & MASK;
    this.state[slot] = PacketState.untracked;
    this.isMtuProbe[slot] = 0;
    this.isRepeated[slot] = 0;
    this.next += 1;
    return slot;
  }

  /** Leaves the next number out. */
  skip(): void {
    this.draft();
    this.state[this.add()] = PacketState.skipped;
  }

  /** Whether the slot of `number` still holds that packet. */
  holds(number: number): boolean {
    return number < this.next && number >= this.next - SENT_MAX && number >= 0;
  }

  /** Whether nothing is known yet of what became of `number`. */
  isUnheard(number: number): boolean {
    const state = this.state[number & MASK];
    return this.holds(number) && (state === PacketState.inFlight || state === PacketState.bare);
  }

  /** Moves `oldest` over what is settled. */
  settle(): void {
    while (this.oldest < this.next && this.state[this.oldest & MASK] !== PacketState.inFlight) {
      this.oldest += 1;
    }
  }
}
