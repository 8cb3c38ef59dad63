import assert from 'node:assert/strict';
import {contentHash} from '../../../src/scenario/reliability/content-hash.js';
import type {ContractChecker} from '../../../src/scenario/reliability/contract.js';
import type {MessageMode} from '../../../src/scenario/reliability/mode.js';
import type {Endpoint} from '../../../src/sim/endpoint.js';
import {messageContent, messageId} from './message-content.js';
import type {StreamEvent, Subject} from './streams-api.js';
import type {Action, ActionKind, ReaderPace} from './transport-scenario.js';

/** Under which datagrams are checked: no stream has it. */
const DATAGRAMS = -1;

interface Plan {
  actions: readonly Action[];
  reader: ReaderPace;
  /** Of what this side sends, and of what it gets. */
  outgoing: ContractChecker;
  incoming: ContractChecker;
}

/** A transport and the application on it that acts as planned and tells the checkers. */
export class Application implements Endpoint {
  /** Streams that this side finished and neither side gave up. */
  readonly finished = new Set<number>();
  readonly #endsSeen = new Set<number>();
  /** Streams that this side does not want to hear more of. */
  readonly #stopped = new Set<number>();
  readonly #subject: Subject;
  readonly #plan: Plan;
  /** Streams to send on and their modes now; streams to read from. */
  readonly #modes = new Map<number, MessageMode>();
  readonly #incoming = new Set<number>();
  readonly #readable = new Set<number>();
  readonly #sent = new Map<number, number>();
  #nextAction = 0;
  #turnMs = Number.POSITIVE_INFINITY;

  constructor(subject: Subject, plan: Plan) {
    this.#subject = subject;
    this.#plan = plan;
  }

  get hasActed(): boolean {
    return this.#nextAction === this.#plan.actions.length;
  }

  /** Whether it has seen the end of every stream that `sender` finished. */
  sawEndsOf(sender: Application): boolean {
    for (const stream of sender.finished) {
      if (!this.#endsSeen.has(stream) && !this.#stopped.has(stream)) return false;
    }
    return true;
  }

  /** Bytes that the transport holds for streams that may still be sent on. */
  get bufferedBytes(): number {
    let bytes = 0;
    for (const stream of this.#modes.keys()) bytes += this.#subject.bufferedBytes(stream);
    return bytes;
  }

  handlePacket(bytes: Uint8Array, now: number, path?: number): void {
    this.#subject.handlePacket(bytes, now, path);
    this.#listen(now);
  }

  handleTimeout(now: number): void {
    if (this.#subject.pollTimeout(now) <= now) this.#subject.handleTimeout(now);
    for (; this.#actionMs <= now; this.#nextAction++) {
      this.#act((this.#plan.actions[this.#nextAction] as Action).does, now);
    }
    if (this.#turnMs <= now) this.#takeTurn(now);
    this.#listen(now);
  }

  pollTransmit(now: number, target: Uint8Array): number {
    const length = this.#subject.pollTransmit(now, target);
    // Sending can have let something expire, and reading can have credit to return.
    if (length > 0 || !this.#listen(now)) return length;
    return this.#subject.pollTransmit(now, target);
  }

  pollTimeout(now: number): number {
    return Math.min(this.#subject.pollTimeout(now), this.#actionMs, this.#turnMs);
  }

  get #actionMs(): number {
    return this.#plan.actions[this.#nextAction]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  #act(does: ActionKind, now: number): void {
    const subject = this.#subject;
    if (does.type === 'open') {
      const {type: _, ...options} = does;
      this.#mayUse(subject.open(options), options);
    } else if (does.type === 'datagram') {
      this.#sendDatagram(does, now);
    } else if (does.type === 'stop') {
      const stream = pick(this.#incoming, does.nth);
      if (stream !== undefined) this.#stop(stream, does.code);
    } else {
      const stream = pick(this.#modes.keys(), does.nth);
      if (stream !== undefined) this.#actOn(stream, does, now);
    }
  }

  #actOn(
    stream: number,
    does: Exclude<ActionKind, {type: 'open' | 'datagram' | 'stop'}>,
    now: number,
  ): void {
    const subject = this.#subject;
    switch (does.type) {
      case 'send':
        for (let count = 0; count < does.count; count++) this.#send(stream, does.bytes, now);
        break;
      case 'mode':
        subject.setMode(stream, {ordered: does.ordered, reliability: does.reliability});
        this.#modes.set(stream, {ordered: does.ordered, reliability: does.reliability});
        break;
      case 'priority':
        subject.setPriority(stream, does.priority);
        break;
      case 'finish':
        subject.finish(stream);
        this.#modes.delete(stream);
        this.finished.add(stream);
        break;
      case 'reset':
        subject.reset(stream, does.code);
        this.#giveUp(stream);
        break;
    }
  }

  #send(stream: number, bytes: number, now: number): void {
    const mode = this.#modes.get(stream) as MessageMode;
    this.#subject.send(stream, this.#note(stream, mode, bytes, now), now);
  }

  #sendDatagram(does: ActionKind & {type: 'datagram'}, now: number): void {
    const {type: _, bytes, ...options} = does;
    const {lifetimeMs} = options;
    const reliability = lifetimeMs === undefined ? {maxRetransmits: 0} : {lifetimeMs};
    const data = this.#note(DATAGRAMS, {ordered: false, reliability}, bytes, now);
    this.#subject.datagram(data, now, options);
  }

  /** The next message of a stream, which the checker hears of. */
  #note(stream: number, mode: MessageMode, bytes: number, now: number): Uint8Array {
    const id = this.#sent.get(stream) ?? 0;
    this.#sent.set(stream, id + 1);
    const data = messageContent(stream, id, bytes);
    const facts = {bytes: data.length, hash: contentHash(data)};
    this.#plan.outgoing.sent({stream, id, mode, atMs: now, ...facts});
    return data;
  }

  /** Hears what the transport has to tell, and reads. False when there was nothing to do. */
  #listen(now: number): boolean {
    let heard = false;
    for (let event = this.#subject.pollEvent(); event; event = this.#subject.pollEvent()) {
      heard = true;
      this.#hear(event, now);
    }
    if (this.#readable.size === 0) return heard;
    if (this.#plan.reader.everyMs === 0) this.#read(Number.POSITIVE_INFINITY, now);
    else if (this.#turnMs === Number.POSITIVE_INFINITY) {
      this.#turnMs = now + this.#plan.reader.everyMs;
    }
    return true;
  }

  #hear(event: StreamEvent, now: number): void {
    switch (event.type) {
      case 'opened':
        // It may answer on it, with the mode of its choice.
        this.#mayUse(event.stream, {ordered: true, reliability: 'reliable'});
        this.#subject.setMode(event.stream, {ordered: true, reliability: 'reliable'});
        break;
      case 'readable':
        assert.ok(
          !this.#endsSeen.has(event.stream),
          `stream ${event.stream} readable after its end`,
        );
        this.#readable.add(event.stream);
        break;
      case 'datagram':
        this.#readDatagrams(now);
        break;
      case 'stopped':
        this.#giveUp(event.stream);
        break;
      case 'finished':
      case 'reset':
        assert.ok(!this.#endsSeen.has(event.stream), `stream ${event.stream} ended twice`);
        this.#endsSeen.add(event.stream);
        this.#incoming.delete(event.stream);
        this.#readable.delete(event.stream);
        break;
      case 'drained':
        break;
    }
  }

  #takeTurn(now: number): void {
    this.#turnMs = Number.POSITIVE_INFINITY;
    this.#read(this.#plan.reader.messages, now);
  }

  #read(messagesMax: number, now: number): void {
    let left = messagesMax;
    for (const stream of this.#readable) {
      for (; left > 0; left--) {
        const data = this.#subject.read(stream);
        if (data === undefined) break;
        this.#deliver(stream, data, now);
      }
      if (left === 0) return;
      this.#readable.delete(stream);
    }
  }

  #readDatagrams(now: number): void {
    for (let data = this.#subject.readDatagram(); data; data = this.#subject.readDatagram()) {
      this.#deliver(DATAGRAMS, data, now);
    }
  }

  #deliver(stream: number, data: Uint8Array, now: number): void {
    const facts = {bytes: data.length, hash: contentHash(data)};
    this.#plan.incoming.delivered({stream, id: messageId(data), atMs: now, ...facts});
  }

  /** The peer may have sent everything already, and then never hears of it. */
  #stop(stream: number, code: number): void {
    this.#subject.stop(stream, code);
    this.#stopped.add(stream);
    this.#incoming.delete(stream);
    this.#plan.incoming.reset(stream);
  }

  #mayUse(stream: number, mode: MessageMode): void {
    assert.ok(!this.#modes.has(stream), `stream ${stream} opened twice`);
    this.#modes.set(stream, {ordered: mode.ordered, reliability: mode.reliability});
    this.#incoming.add(stream);
  }

  #giveUp(stream: number): void {
    this.#modes.delete(stream);
    this.finished.delete(stream);
    this.#plan.outgoing.reset(stream);
  }
}

function pick(streams: Iterable<number>, nth: number): number | undefined {
  const all = [...streams];
  return all[nth % Math.max(1, all.length)];
}
