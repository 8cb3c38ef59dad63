import fc from 'fast-check';
import {hexOf} from './golden.js';
import type {PlainFrame, PlainHead} from './plain-frames.js';

/** A record with a prototype, as the reader's own results have. */
function plain<T>(model: {[K in keyof T]: fc.Arbitrary<T[K]>}): fc.Arbitrary<T> {
  return fc.record(model, {noNullPrototype: true}) as fc.Arbitrary<T>;
}

const is = <T extends string>(type: T) => fc.constant(type);
const bytes = (maxLength: number) =>
  fc.uint8Array({maxLength, size: 'max'}).map((data) => hexOf(data));

/** Every length a varint can have, and its limits. */
export const number: fc.Arbitrary<number> = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(0x3fff_ffff),
  fc.nat(0x3fff),
  fc.nat(0x3f),
  fc.constantFrom(0, 0x3f, 0x40, 0x3fff, 0x4000, 0x3fff_ffff, 0x4000_0000, 2 ** 53 - 1),
);

const lifetime = fc.option(number, {nil: null});
const word = fc.integer({min: 0, max: 0xffff_ffff});

export const head: fc.Arbitrary<PlainHead> = plain<PlainHead>({
  stream: number,
  sequence: number,
  unordered: fc.boolean(),
  opens: fc.option(
    plain<{priority: number; label: string}>({priority: fc.nat(4), label: bytes(128)}),
    {nil: null},
  ),
  lifetimeUs: lifetime,
});

/** Up to 64 ranges from the top down, each leaving at least one packet out. */
export const ranges: fc.Arbitrary<[number, number][]> = fc
  .tuple(
    fc.integer({min: 2 ** 21, max: Number.MAX_SAFE_INTEGER}),
    fc.array(fc.tuple(fc.nat(9999), fc.nat(9999)), {minLength: 1, maxLength: 64, size: 'max'}),
  )
  .map(([largest, steps]) => {
    let last = largest + 2;
    return steps.map(([gap, span], index) => {
      if (index > 0) last -= gap;
      const range: [number, number] = [last - 2 - span, last - 2];
      last = range[0];
      return range;
    });
  });

export const message: fc.Arbitrary<PlainFrame & {type: 'message'}> = fc
  .tuple(head, fc.nat(2000), fc.nat(), fc.nat())
  .map(([fields, total, from, to]) => {
    const start = from % (total + 1);
    // A part is not empty, unless it is the whole of an empty message.
    const end = total === start ? total : start + 1 + (to % (total - start));
    const data = '5a'.repeat(end - start);
    return {type: 'message' as const, ...fields, start, total, data};
  })
  .filter(({data, total}) => data !== '' || total === 0);

export const datagram: fc.Arbitrary<PlainFrame> = plain({
  type: is('datagram'),
  lifetimeUs: lifetime,
  data: bytes(1200),
});

/** Every frame but messages and datagrams, which may reach to the end of the packet. */
export const bounded: fc.Arbitrary<PlainFrame> = fc.oneof(
  plain({type: is('ping')}),
  plain({type: fc.constantFrom('pathPing' as const, 'pathPong' as const), token: word}),
  plain({type: is('ack'), ranges, delayUs: number, oneWayUs: word}),
  plain({type: is('maxCredit'), credit: number}),
  plain({type: is('maxStreamCredit'), stream: number, credit: number}),
  plain({type: is('skip'), stream: number, sequence: number, cost: number}),
  plain({type: is('finish'), stream: number, messages: number}),
  plain({type: is('reset'), stream: number, code: number, cost: number}),
  plain({type: is('stop'), stream: number, code: number}),
  plain({type: is('close'), code: number, reason: bytes(256)}),
);

export const frame: fc.Arbitrary<PlainFrame> = fc.oneof(
  {weight: 3, arbitrary: bounded},
  {weight: 1, arbitrary: datagram},
  {weight: 2, arbitrary: message},
);
