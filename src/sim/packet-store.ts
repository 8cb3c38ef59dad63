import {Slab} from './slab.js';

const PACKETS_AT_FIRST = 64;
const NO_BYTES = new Uint8Array(0);

/** The packets on their way, by number. A number that was given back is used again. */
export class PacketStore {
  readonly #slab = new Slab();
  readonly #bytes: Uint8Array[] = [];
  #sender = new Int32Array(PACKETS_AT_FIRST);
  #hop = new Int32Array(PACKETS_AT_FIRST);
  #damaged = new Uint8Array(PACKETS_AT_FIRST);
  readonly #free: number[] = [];

  /** Keeps a copy of the first `length` bytes of `source`. Returns the packet's number. */
  add(source: Uint8Array, length: number, sender: number): number {
    const packet = this.#free.pop() ?? this.#fresh();
    this.#bytes[packet] = this.#slab.copy(source, length);
    this.#sender[packet] = sender;
    this.#hop[packet] = 0;
    this.#damaged[packet] = 0;
    return packet;
  }

  /** A second packet like this one, in memory of its own. */
  copy(packet: number): number {
    const bytes = this.bytes(packet);
    const copy = this.add(bytes, bytes.length, this.sender(packet));
    this.#hop[copy] = this.#hop[packet] as number;
    this.#damaged[copy] = this.#damaged[packet] as number;
    return copy;
  }

  /** Forgets a packet; its bytes may live on with whom they were given to. */
  remove(packet: number): void {
    this.#bytes[packet] = NO_BYTES;
    this.#free.push(packet);
  }

  bytes(packet: number): Uint8Array {
    return this.#bytes[packet] as Uint8Array;
  }

  /** Number of the node that sent it. */
  sender(packet: number): number {
    return this.#sender[packet] as number;
  }

  isDamaged(packet: number): boolean {
    return this.#damaged[packet] === 1;
  }

  damage(packet: number): void {
    this.#damaged[packet] = 1;
  }

  /** It has passed a link. Returns how many of its route it has passed. */
  advance(packet: number): number {
    const hop = (this.#hop[packet] as number) + 1;
    this.#hop[packet] = hop;
    return hop;
  }

  #fresh(): number {
    const packet = this.#bytes.length;
    this.#bytes.push(NO_BYTES);
    if (packet === this.#sender.length) this.#grow();
    return packet;
  }

  #grow(): void {
    const capacity = 2 * this.#sender.length;
    const [sender, hop, damaged] = [this.#sender, this.#hop, this.#damaged];
    this.#sender = new Int32Array(capacity);
    this.#hop = new Int32Array(capacity);
    this.#damaged = new Uint8Array(capacity);
    this.#sender.set(sender);
    this.#hop.set(hop);
    this.#damaged.set(damaged);
  }
}
