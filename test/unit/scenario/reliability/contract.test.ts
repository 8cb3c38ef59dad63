import {expect, it} from 'vitest';
import {
  ContractChecker,
  type ContractOptions,
  type SentMessage,
} from '../../../../src/scenario/reliability/contract.js';
import type {MessageMode} from '../../../../src/scenario/reliability/mode.js';

const RELIABLE: MessageMode = {ordered: true, reliability: 'reliable'};
const UNORDERED: MessageMode = {ordered: false, reliability: 'reliable'};
const STREAM = 4;

/** Messages are sent 10 ms apart from 0 ms, each of them of 100 bytes. */
function run(
  modes: readonly MessageMode[],
  delivered: readonly [id: number, atMs: number, change?: Partial<SentMessage>][],
  options: ContractOptions = {lifetimeToleranceMs: 0},
): ContractChecker {
  const checker = new ContractChecker(options);
  const message = (id: number) => ({stream: STREAM, id, bytes: 100, hash: 7 * id});
  modes.forEach((mode, id) => {
    checker.sent({...message(id), mode, atMs: 10 * id});
  });
  for (const [id, atMs, change] of delivered) checker.delivered({...message(id), atMs, ...change});
  return checker;
}

const violations = (checker: ContractChecker) =>
  checker.finish().violations.map(({kind, count, first}) => `${count} ${kind}: ${first.text}`);

it('finds nothing where every promise was kept', () => {
  const checker = run(
    [RELIABLE, RELIABLE, RELIABLE],
    [
      [0, 50],
      [1, 60],
      [2, 60],
    ],
  );
  expect(checker.owed).toBe(0);
  expect(checker.finish()).toMatchInlineSnapshot(`
    {
      "figures": [
        {
          "delivered": 3,
          "deliveredBytes": 300,
          "latencyMs": {
            "count": 3,
            "max": 50,
            "min": 40,
            "p50": 50,
            "p90": 50,
            "p99": 50,
          },
          "lost": 0,
          "mode": "ordered reliable",
          "overtaken": 0,
          "sent": 3,
          "sentBytes": 300,
          "staleMs": {
            "count": 3,
            "max": 50,
            "min": 40,
            "p50": 50,
            "p90": 50,
            "p99": 50,
          },
        },
      ],
      "lifetimeToleranceMs": 0,
      "violations": [],
    }
  `);
});

it('catches a message that comes after a later ordered one, also an unordered one', () => {
  const late = run(
    [RELIABLE, RELIABLE],
    [
      [1, 50],
      [0, 60],
    ],
  );
  expect(violations(late)).toEqual(['1 order: message 0 came after message 1, which is ordered']);
  const mixed = run(
    [UNORDERED, RELIABLE],
    [
      [1, 50],
      [0, 60],
    ],
  );
  expect(violations(mixed)).toEqual(['1 order: message 0 came after message 1, which is ordered']);
});

it('lets unordered messages overtake, and counts it', () => {
  const checker = run(
    [RELIABLE, UNORDERED, UNORDERED],
    [
      [2, 40],
      [1, 50],
      [0, 60],
    ],
  );
  const {violations: none, figures} = checker.finish();
  expect(none).toEqual([]);
  expect(figures.map(({mode, overtaken}) => [mode, overtaken])).toEqual([
    ['ordered reliable', 1],
    ['unordered reliable', 1],
  ]);
});

it('catches reliable messages that never come', () => {
  const checker = run([RELIABLE, UNORDERED, RELIABLE], [[0, 50]]);
  expect(checker.owed).toBe(2);
  expect(violations(checker)).toEqual([
    '2 missing: message 1 of 100 bytes, sent at 10 ms, never came',
  ]);
});

it('owes nothing of a stream that was reset', () => {
  const checker = run([RELIABLE, RELIABLE], [[0, 50]]);
  checker.reset(STREAM);
  checker.delivered({stream: STREAM, id: 1, bytes: 100, hash: 7, atMs: 60});
  expect(checker.owed).toBe(0);
  expect(violations(checker)).toEqual([]);
});

it('allows partially reliable messages to be lost, but not to come twice', () => {
  const mode: MessageMode = {ordered: true, reliability: {maxRetransmits: 0}};
  const checker = run(
    [mode, mode, mode],
    [
      [1, 50],
      [1, 55],
      [1, 60],
    ],
  );
  expect(violations(checker)).toEqual(['2 duplicate: message 1 came again at 55 ms']);
  expect(checker.finish().figures[0]).toMatchObject({sent: 3, delivered: 1, lost: 2});
});

it('catches changed content, and another length', () => {
  const checker = run(
    [RELIABLE, RELIABLE],
    [
      [0, 50, {hash: 9}],
      [1, 50, {bytes: 99}],
    ],
  );
  expect(violations(checker)).toEqual([
    '2 corrupt: message 0 came with 100 bytes and hash 9, was 100 bytes with hash 0',
  ]);
});

it('catches a message that comes after its lifetime and the tolerance', () => {
  const mode: MessageMode = {ordered: false, reliability: {lifetimeMs: 100}};
  const checker = run(
    [mode, mode],
    [
      [0, 105],
      [1, 115.5],
    ],
    {lifetimeToleranceMs: 5},
  );
  expect(violations(checker)).toEqual([
    '1 late: message 1 came after 105.5 ms with a lifetime of 100 ms',
  ]);
});

it('catches a receiver left with something outdated', () => {
  const mode: MessageMode = {ordered: false, reliability: {maxRetransmits: 0}};
  // Message 1 was news from 10 ms on; the receiver learns of it, and more, at 65 ms.
  const checker = run(
    [mode, mode, mode, mode],
    [
      [0, 30],
      [3, 65],
    ],
    {lifetimeToleranceMs: 0, staleMsMax: 50},
  );
  expect(violations(checker)).toEqual([
    '1 stale: message 3 was the first news for 55 ms after message 0',
  ]);
  expect(checker.finish().figures[0]?.staleMs).toMatchObject({count: 2, min: 30, max: 55});
});

it('catches what nobody sent', () => {
  const checker = run(
    [RELIABLE],
    [
      [0, 50],
      [1, 60],
      [-1, 60],
      [0.5, 60, {stream: 8}],
    ],
  );
  expect(violations(checker)).toEqual(['3 unsent: message 1 was never sent']);
});

it('refuses records that skip a message', () => {
  const checker = run([RELIABLE], []);
  const record = {stream: STREAM, mode: RELIABLE, atMs: 0, bytes: 1, hash: 1};
  expect(() => checker.sent({...record, id: 2})).toThrow(RangeError);
});

it('gives exact quantiles of many messages', () => {
  const checker = new ContractChecker({lifetimeToleranceMs: 0});
  const message = {stream: STREAM, id: 0, mode: UNORDERED, atMs: 0, bytes: 8, hash: 1};
  for (let id = 0; id < 100_000; id++) {
    message.id = id;
    message.atMs = id;
    checker.sent(message);
    message.atMs = id + (id % 100);
    checker.delivered(message);
  }
  const {violations: none, figures} = checker.finish();
  expect(none).toEqual([]);
  expect(figures[0]?.latencyMs).toEqual({
    count: 100_000,
    min: 0,
    p50: 49,
    p90: 89,
    p99: 98,
    max: 99,
  });
});
