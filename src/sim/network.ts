import {DueTable} from './due-table.js';
import {type Endpoint, PACKET_BYTES_MAX} from './endpoint.js';
import {Link, type LinkOptions, NO_PACKET} from './link.js';
import {SimNode} from './node.js';
import {PacketStore} from './packet-store.js';
import {TraceHash} from './trace-hash.js';

/** Why `driveBounded` came back. */
export type DriveEnd = 'reached' | 'idle' | 'time' | 'steps';

const WORD_BYTES = 4;
/** What an honest endpoint can not need: more at one moment of virtual time is a loop without end. */
const PACKETS_PER_DRAIN_MAX = 100_000;
const TIMEOUTS_AT_ONCE_MAX = 1000;
const NO_WORDS = new Int32Array(0);
const EVENT = {transmit: 1, packet: 2, damaged: 3, timeout: 4};
const EVENT_KINDS = 8;

/**
 * Sans-IO endpoints on a virtual clock, joined by links of the lab's model
 * (docs/decisions/sim-uses-the-link-model.md). Everything that happens follows from the endpoints,
 * the models and the seed. At equal times packets come before timeouts, and each of them in the order
 * of the numbers of links and nodes. Times are milliseconds and begin at 0.
 */
export class Network {
  readonly #seed: number;
  readonly #packets = new PacketStore();
  readonly #links: Link[] = [];
  readonly #linkDue = new DueTable();
  readonly #nodes: SimNode[] = [];
  readonly #nodeDue = new DueTable();
  readonly #trace = new TraceHash();
  readonly #scratch = new Uint8Array(PACKET_BYTES_MAX);
  readonly #scratchWords = new Int32Array(this.#scratch.buffer);
  #now = 0;
  #lastTimeoutNode = -1;
  #timeoutsAtOnce = 0;

  /** `seed`: an integer from 0 to 2^53 - 1. */
  constructor(seed: number) {
    this.#seed = seed;
  }

  get now(): number {
    return this.#now;
  }

  /** When something happens next; infinity when nothing will. */
  get nextMs(): number {
    return Math.max(this.#now, Math.min(this.#linkDue.firstMs, this.#nodeDue.firstMs));
  }

  /** Fingerprint of everything that has happened: equal for equal runs. */
  get traceHash(): string {
    return this.#trace.digest();
  }

  /** `name` chooses the link's random numbers: another one gives others. */
  addLink(name: string, options: LinkOptions): Link {
    const number = this.#linkDue.add();
    const link = new Link(this.#packets, {...options, number, seed: this.#seed, name});
    this.#links.push(link);
    return link;
  }

  /**
   * Joins two endpoints. The packets of `one` pass the links `there` in order, those of `two` the
   * links `back`; both may share links with others. What they want to send now is sent.
   */
  connect(
    name: string,
    endpoints: {one: Endpoint; two: Endpoint},
    routes: {there: readonly Link[]; back: readonly Link[]},
  ): {one: SimNode; two: SimNode} {
    const first = this.#nodes.length;
    const one = this.#addNode(`${name}/one`, endpoints.one, routes.there, first + 1);
    const two = this.#addNode(`${name}/two`, endpoints.two, routes.back, first);
    this.#drain(one);
    this.#drain(two);
    return {one, two};
  }

  /** The application does something to an endpoint, which is drained afterwards. */
  act<Result>(node: SimNode, does: (now: number) => Result): Result {
    const result = does(this.#now);
    this.#drain(node);
    return result;
  }

  /** Lets the next thing happen. False when there is none. */
  step(): boolean {
    const linkMs = this.#linkDue.firstMs;
    const nodeMs = this.#nodeDue.firstMs;
    const dueMs = Math.min(linkMs, nodeMs);
    if (dueMs === Number.POSITIVE_INFINITY) return false;
    if (dueMs > this.#now) {
      this.#now = dueMs;
      this.#timeoutsAtOnce = 0;
    }
    if (linkMs <= nodeMs) this.#arrive(this.#links[this.#linkDue.first] as Link);
    else this.#timeout(this.#nodes[this.#nodeDue.first] as SimNode);
    return true;
  }

  /** Lets everything happen until `untilMs`, which it is afterwards. */
  drive(untilMs: number): void {
    while (this.nextMs <= untilMs) this.step();
    this.#now = Math.max(this.#now, untilMs);
  }

  /**
   * Lets things happen until `isReached`, which is asked before each step, but not beyond `untilMs`
   * and no more than `stepsMax` of them. `idle`: nothing will happen any more.
   */
  driveBounded(
    isReached: () => boolean,
    {untilMs, stepsMax}: {untilMs: number; stepsMax: number},
  ): DriveEnd {
    for (let steps = 0; !isReached(); steps++) {
      const {nextMs} = this;
      if (nextMs === Number.POSITIVE_INFINITY) return 'idle';
      if (nextMs > untilMs) {
        this.#now = Math.max(this.#now, untilMs);
        return 'time';
      }
      if (steps === stepsMax) return 'steps';
      this.step();
    }
    return 'reached';
  }

  #addNode(name: string, endpoint: Endpoint, route: readonly Link[], peer: number): SimNode {
    if (route.length === 0) throw new Error(`${name} has no link to send on`);
    const node = new SimNode({number: this.#nodeDue.add(), name, endpoint, route, peer});
    this.#nodes.push(node);
    return node;
  }

  #arrive(link: Link): void {
    const packet = link.take(this.#now);
    if (packet !== NO_PACKET) this.#forward(packet);
    this.#linkDue.set(link.number, link.dueMs);
  }

  #forward(packet: number): void {
    const sender = this.#nodes[this.#packets.sender(packet)] as SimNode;
    const next = sender.route[this.#packets.advance(packet)];
    if (next === undefined) this.#deliver(packet, this.#nodes[sender.peer] as SimNode);
    else this.#offer(packet, next);
  }

  #offer(packet: number, link: Link): void {
    link.offer(packet, this.#now);
    this.#linkDue.set(link.number, link.dueMs);
  }

  #deliver(packet: number, node: SimNode): void {
    const bytes = this.#packets.bytes(packet);
    const isDamaged = this.#packets.isDamaged(packet);
    this.#packets.remove(packet);
    this.#record(isDamaged ? EVENT.damaged : EVENT.packet, node, bytes.length);
    if (isDamaged) {
      node.counts.damaged++;
      return;
    }
    node.counts.received++;
    node.counts.receivedBytes += bytes.length;
    node.endpoint.handlePacket(bytes, this.#now);
    this.#drain(node);
  }

  #timeout(node: SimNode): void {
    this.#timeoutsAtOnce = node.number === this.#lastTimeoutNode ? this.#timeoutsAtOnce + 1 : 0;
    this.#lastTimeoutNode = node.number;
    if (this.#timeoutsAtOnce > TIMEOUTS_AT_ONCE_MAX) {
      const asks = node.endpoint.pollTimeout(this.#now);
      throw new Error(
        `${node.name} at ${this.#now} ms asks for one timeout after another: ${asks}`,
      );
    }
    node.counts.timeouts++;
    this.#record(EVENT.timeout, node, 0);
    node.endpoint.handleTimeout(this.#now);
    this.#drain(node);
  }

  #drain(node: SimNode): void {
    const {endpoint} = node;
    for (let packets = 0; ; packets++) {
      const length = endpoint.pollTransmit(this.#now, this.#scratch);
      if (length === 0) break;
      if (packets === PACKETS_PER_DRAIN_MAX) {
        throw new Error(`${node.name} at ${this.#now} ms has always one more packet to send`);
      }
      this.#transmit(node, length);
    }
    const dueMs = endpoint.pollTimeout(this.#now);
    if (Number.isNaN(dueMs)) throw new Error(`${node.name} at ${this.#now} ms: timeout is NaN`);
    this.#nodeDue.set(node.number, dueMs);
  }

  #transmit(node: SimNode, length: number): void {
    if (!(length > 0 && length <= PACKET_BYTES_MAX)) {
      throw new Error(`${node.name} at ${this.#now} ms: a packet of ${length} bytes`);
    }
    node.counts.sent++;
    node.counts.sentBytes += length;
    const words = Math.ceil(length / WORD_BYTES);
    // What the last packet left behind it is none of this one's.
    this.#scratch.fill(0, length, words * WORD_BYTES);
    this.#record(EVENT.transmit, node, length, words);
    const packet = this.#packets.add(this.#scratch, length, node.number);
    this.#offer(packet, node.route[0] as Link);
  }

  #record(kind: number, node: SimNode, length: number, words = 0): void {
    const event = (node.number * PACKET_BYTES_MAX * 2 + length) * EVENT_KINDS + kind;
    this.#trace.add(event | 0, this.#now, words === 0 ? NO_WORDS : this.#scratchWords, words);
  }
}
