import fc from 'fast-check';
import {expect, it} from 'vitest';
import type {ViolationKind} from '../../../src/scenario/reliability/violations.js';
import {transportScenario} from '../support/arbitrary-scenario.js';
import {check} from '../support/check.js';
import {PlainTransport} from '../support/plain-transport.js';
import {expectKept, runScenario} from '../support/run-scenario.js';
import type {Side, TransportScenario} from '../support/transport-scenario.js';

const EXACT = {lifetimeToleranceMs: 0};
const plain = (side: Side) => new PlainTransport(side === 'one');

it('a transport that does too much keeps every promise on every link', () => {
  check('a transport that does too much', 150, transportScenario(), (scenario) => {
    expectKept(runScenario(scenario, plain, EXACT));
  });
});

it('the same scenario is the same run, to the last bit of every packet', () => {
  check('the same scenario', 20, transportScenario(), (scenario) => {
    const [one, other] = [1, 2].map(() => runScenario(scenario, plain, EXACT));
    expect(one?.traceHash).toBe(other?.traceHash);
  });
});

const ONE_STREAM: TransportScenario = {
  seed: 1,
  links: {up: {delayMs: 20}, down: {delayMs: 20}},
  mtuBytes: 1500,
  actions: {
    one: [
      {atMs: 0, does: {type: 'open', priority: 2, ordered: true, reliability: 'reliable'}},
      {atMs: 1, does: {type: 'send', nth: 0, bytes: 100, count: 6}},
    ],
    two: [],
  },
  readers: {one: {everyMs: 0, messages: 0}, two: {everyMs: 0, messages: 0}},
};

/** Does to the fourth message of a stream what it should not. */
class Faulty extends PlainTransport {
  static readonly faults: Partial<
    Record<ViolationKind, (messages: Uint8Array[], message: Uint8Array) => void>
  > = {
    duplicate: (messages, message) => messages.push(message, message),
    order: (messages, message) => messages.splice(-1, 0, message),
    corrupt: (messages, message) => {
      message[50] = 1 + (message[50] as number);
      messages.push(message);
    },
    unsent: (messages, message) => messages.push(message.subarray(0, 3), message),
  };
  readonly #fault: ViolationKind;
  #messages = 0;

  constructor(side: Side, fault: ViolationKind) {
    super(side === 'one');
    this.#fault = fault;
  }

  protected override arrived(_: number, messages: Uint8Array[], message: Uint8Array): void {
    if (++this.#messages === 4) Faulty.faults[this.#fault]?.(messages, message);
    else messages.push(message);
  }
}

it.each(['duplicate', 'order', 'corrupt', 'unsent'] as const)('a fault is found: %s', (fault) => {
  const slow = {...ONE_STREAM.readers, two: {everyMs: 100, messages: 10}};
  const run = () =>
    expectKept(
      runScenario({...ONE_STREAM, readers: slow}, (side) => new Faulty(side, fault), EXACT),
    );
  expect(run).toThrow(`${fault} (1): stream 0`);
});

it('a reliable message that is kept back is found', () => {
  const run = () => runScenario(ONE_STREAM, (side) => new Faulty(side, 'missing'), EXACT);
  expect(run).toThrow(/one owes 1 messages/);
});

it('generated scenarios hold every kind of action, mode and impairment', () => {
  const scenarios = fc.sample(transportScenario(), {numRuns: 200, seed: 1});
  const text = JSON.stringify(scenarios);
  const wanted = [
    ...['open', 'send', 'mode', 'priority', 'datagram', 'finish', 'reset', 'stop'].map(
      (type) => `"type":"${type}"`,
    ),
    ...['"ordered":true', '"ordered":false', '"reliable"', 'maxRetransmits', 'lifetimeMs'],
    ...['loss', 'lossBursts', 'reorder', 'duplicate', 'corrupt', 'blackouts', 'rateBps', 'codel'],
    ...['timeline', 'jitterMs', '"everyMs":0', '"messages":20'],
  ];
  expect(wanted.filter((what) => !text.includes(what))).toEqual([]);
});
