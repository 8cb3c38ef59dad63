import fc from 'fast-check';
import {expect, it} from 'vitest';
import type {StreamEvent} from '../../../../src/core/streams/stream-event.js';
import type {Reliability} from '../../../../src/core/streams/stream-mode.js';
import type {Streams} from '../../../../src/core/streams/streams.js';
import {PRIORITIES} from '../../../../src/core/wire/frame-type.js';
import {Contract, check, message} from './contract.js';
import {PACKET_SPACE, streamsPair} from './pair.js';
import {Shuffle} from './shuffle.js';

const STREAM_CREDIT = 8 * 1024;
const CONNECTION_CREDIT = 16 * 1024;
const STREAMS_MAX = 3;
const LENGTH_MAX = STREAM_CREDIT / 2 - 64;

const side = fc.nat(1);
const pick = fc.nat(1000);
const reliability: fc.Arbitrary<Reliability> = fc.oneof(
  fc.constant('reliable' as const),
  fc.record({maxRetransmits: fc.nat(2)}),
  fc.record({lifetimeMs: fc.integer({min: 1, max: 40})}),
);
const length = fc.oneof(
  {weight: 3, arbitrary: fc.integer({min: 4, max: 200})},
  fc.integer({min: 4, max: LENGTH_MAX}),
);
const transmit = fc.record({
  type: fc.constant('transmit' as const),
  side,
  packetsMax: fc.integer({min: 1, max: 8}),
  space: fc.constantFrom(300, PACKET_SPACE),
});
const step = fc.record({
  type: fc.constant('step' as const),
  pick,
  fate: fc.constantFrom('deliver' as const, 'deliver', 'deliver', 'double', 'lose', 'spurious'),
});
const send = fc.record({type: fc.constant('send' as const), side, pick, length});
const action = fc.oneof(
  {weight: 4, arbitrary: send},
  {weight: 4, arbitrary: transmit},
  {weight: 8, arbitrary: step},
  {weight: 2, arbitrary: fc.record({type: fc.constant('read' as const), side, pick})},
  {
    weight: 2,
    arbitrary: fc.record({type: fc.constant('advance' as const), ms: fc.integer({min: 1, max: 9})}),
  },
  fc.record({
    type: fc.constant('mode' as const),
    side,
    pick,
    ordered: fc.boolean(),
    reliability,
    copies: fc.nat(3),
    holdMs: fc.nat(2),
    priority: fc.constantFrom(...PRIORITIES),
  }),
  fc.record({
    type: fc.constant('open' as const),
    side,
    ordered: fc.boolean(),
    reliability,
    isEager: fc.boolean(),
    priority: fc.constantFrom(...PRIORITIES),
  }),
  fc.record({type: fc.constantFrom('finish' as const, 'finish', 'reset', 'stop'), side, pick}),
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;
type Of<Type extends Action['type']> = Extract<Action, {type: Type}>;

interface Half {
  source: number;
  stream: number;
  contract: Contract;
  ordered: boolean;
  reliability: Reliability;
  isEager: boolean;
  /** The source knows of the stream. */
  isOpen: boolean;
  /** The source has finished or reset it, or was stopped. */
  isShut: boolean;
}

class Model {
  readonly #sides: [Streams, Streams];
  readonly #network = new Shuffle();
  readonly #halves: Half[] = [];
  #now = 1000;
  #tag = 0;

  constructor() {
    const {caller, callee} = streamsPair({
      initialStreamCredit: STREAM_CREDIT,
      initialConnectionCredit: CONNECTION_CREDIT,
      streamsMax: STREAMS_MAX,
    });
    this.#sides = [caller, callee];
    caller.criticalCopies = 1;
  }

  run(actions: Action[]): void {
    for (const action of actions) {
      this.#do(action);
      this.#observe();
    }
    this.#wind();
  }

  #do(action: Action): void {
    switch (action.type) {
      case 'open':
        this.#open(action);
        break;
      case 'send':
        this.#send(action);
        break;
      case 'mode':
        this.#mode(action);
        break;
      case 'transmit':
        this.#transmit(action.side, action.packetsMax, action.space);
        break;
      case 'step':
        this.#network.step(action.pick, action.fate, this.#now);
        break;
      case 'advance':
        this.#advance(action.ms);
        break;
      case 'read': {
        const half = this.#half(action.side, action.pick);
        if (half) this.#read(half, 2);
        break;
      }
      default:
        this.#end(action as Of<'finish'>);
    }
  }

  #open({side: source, ordered, reliability: how, isEager, priority}: Of<'open'>): void {
    const streams = this.#sides[source] as Streams;
    if (this.#halves.length > 8) return;
    let stream: number;
    try {
      stream = streams.open({priority, ordered, reliability: how});
    } catch (error) {
      if (error instanceof RangeError) return;
      throw error;
    }
    const half = {stream, isEager, contract: new Contract()};
    this.#halves.push({...half, source, ordered, reliability: how, isOpen: true, isShut: false});
    this.#halves.push({
      ...half,
      contract: new Contract(),
      source: 1 - source,
      ordered: true,
      reliability: 'reliable',
      isOpen: false,
      isShut: false,
    });
  }

  #send({side: source, pick: which, length: bytes}: Of<'send'>): void {
    const half = this.#half(source, which);
    if (!half?.isOpen) return;
    this.#tag += 1;
    const data = message(this.#tag, bytes);
    const isTaken = this.#sides[source]?.send(half.stream, data, this.#now);
    check(isTaken === !half.isShut, 'a stream takes messages until it is shut');
    if (isTaken) half.contract.sent(this.#tag, bytes, half.ordered, half.reliability, this.#now);
  }

  #mode({side: source, pick: which, ordered, reliability: how, ...rest}: Of<'mode'>): void {
    const half = this.#half(source, which);
    if (!half?.isOpen) return;
    const {copies, holdMs, priority} = rest;
    half.ordered = ordered;
    half.reliability = how;
    this.#sides[source]?.setMode(half.stream, {ordered, reliability: how, copies, holdMs});
    this.#sides[source]?.setPriority(half.stream, priority);
  }

  #end({type, side: which, pick: index}: {type: string; side: number; pick: number}): void {
    const half = this.#half(which, index);
    if (!half?.isOpen) return;
    const streams = this.#sides[which] as Streams;
    if (type === 'stop') {
      // What the other side sends us may be reset from now on, and is not delivered any more.
      const back = this.#halves.find(
        ({stream, source}) => stream === half.stream && source !== which,
      );
      if (back) back.contract.isBroken = true;
      streams.stop(half.stream, 7);
    } else if (type === 'reset') {
      if (!half.contract.isEnded) half.contract.isBroken = true;
      half.isShut = true;
      streams.reset(half.stream, 9);
    } else {
      half.contract.isFinishing = true;
      half.isShut = true;
      streams.finish(half.stream);
    }
  }

  #transmit(source: number, packetsMax: number, space: number): void {
    const target = this.#sides[1 - source] as Streams;
    this.#network.transmit(this.#sides[source] as Streams, target, this.#now, packetsMax, space);
  }

  #advance(ms: number): void {
    this.#now += ms;
    for (const streams of this.#sides) streams.handleTimeout(this.#now);
  }

  #half(source: number, which: number): Half | undefined {
    const own = this.#halves.filter((half) => half.source === source);
    return own[which % Math.max(1, own.length)];
  }

  #read(half: Half, messagesMax: number): void {
    const target = this.#sides[1 - half.source] as Streams;
    for (let count = 0; count < messagesMax; count++) {
      const data = target.read(half.stream);
      if (!data) return;
      half.contract.delivered(data, this.#now, half.isEager);
    }
  }

  #observe(): void {
    for (const half of this.#halves) if (half.isEager) this.#read(half, 1000);
    for (const target of [0, 1]) {
      const streams = this.#sides[target] as Streams;
      check(streams.heldCost <= CONNECTION_CREDIT, 'more is held than the window');
      for (let event = streams.pollEvent(); event; event = streams.pollEvent())
        this.#hear(event, target);
    }
  }

  #hear(event: StreamEvent, target: number): void {
    if (event.type === 'datagram') return;
    const both = this.#halves.filter(({stream}) => stream === event.stream);
    const half = both.find(({source}) => source !== target) as Half;
    const back = both.find(({source}) => source === target) as Half;
    if (event.type === 'opened') back.isOpen = true;
    if (event.type === 'stopped') {
      back.isShut = true;
      back.contract.isBroken = true;
    }
    half.contract.event(event);
  }

  /** Nothing is lost any more, everything is read and finished: nothing may be left. */
  #wind(): void {
    for (let round = 0; round < 400; round++) {
      for (const half of this.#halves) {
        this.#read(half, 1000);
        if (half.isOpen) this.#end({type: 'finish', side: half.source, pick: this.#place(half)});
      }
      for (const source of [0, 1]) this.#transmit(source, 50, PACKET_SPACE);
      while (this.#network.flights.length > 0) this.#network.step(0, 'deliver', this.#now);
      this.#observe();
      if (this.#sides.every((streams) => isIdle(streams, this.#now))) break;
      this.#advance(1);
    }
    for (const streams of this.#sides) {
      expect([streams.openStreams, streams.heldCost, streams.queuedBytes()]).toEqual([0, 0, 0]);
      expect([streams.pollTimeout(), streams.nextPriority(this.#now)]).toEqual([Infinity, -1]);
    }
    for (const {contract} of this.#halves) check(contract.isEnded, 'a stream never ended');
  }

  #place(half: Half): number {
    return this.#halves.filter(({source}) => source === half.source).indexOf(half);
  }
}

function isIdle(streams: Streams, now: number): boolean {
  const isQuiet = streams.nextPriority(now) < 0 && streams.pollTimeout() === Infinity;
  return isQuiet && streams.openStreams === 0;
}

it('keeps the contract of every mode on a network that loses, doubles and shuffles', () => {
  fc.assert(
    fc.property(fc.array(action, {minLength: 20, maxLength: 300, size: 'max'}), (actions) => {
      new Model().run([
        {
          type: 'open',
          side: 0,
          ordered: true,
          reliability: 'reliable',
          isEager: true,
          priority: 'bulk',
        },
        ...actions,
      ]);
    }),
    {numRuns: 2000},
  );
}, 60_000);
