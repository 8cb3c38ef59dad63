import {readFileSync} from 'node:fs';
import {expect, it} from 'vitest';
import {FULL_FRAME_BYTES} from '../../../../src/lab/links/model.js';
import {parseTrace, traceRateBps} from '../../../../src/lab/links/trace.js';

const fixture = (name: string) =>
  readFileSync(new URL(`../../../../fixtures/traces/${name}`, import.meta.url), 'utf8');

it('reads a trace as mahimahi has them', () => {
  expect(parseTrace('0\n3\n3\n10\n', 'a.trace')).toEqual({
    name: 'a.trace',
    opportunitiesMs: [0, 3, 3, 10],
  });
  expect(parseTrace('5\r\n7', 'b.trace').opportunitiesMs).toEqual([5, 7]);
});

it('reads the ones that come with the tests', () => {
  const constant = parseTrace(fixture('12mbit.trace'), '12mbit.trace');
  expect(traceRateBps(constant, FULL_FRAME_BYTES)).toBeCloseTo(12.112e6, 0);
  const cellular = parseTrace(fixture('stalls.trace'), 'stalls.trace');
  expect(cellular.opportunitiesMs.at(-1)).toBe(4000);
});

it.each([
  ['', 't.trace:1: "" is not a whole number of milliseconds'],
  ['1\n\n2\n', 't.trace:2: "" is not a whole number of milliseconds'],
  ['1\n2.5\n', 't.trace:2: "2.5" is not a whole number of milliseconds'],
  ['1\n-2\n', 't.trace:2: "-2" is not a whole number of milliseconds'],
  ['5\n4\n', 't.trace:2: 4 comes after 5'],
  ['0\n0\n', 't.trace:2: a trace must last longer than 0 ms'],
])('says where a trace is wrong: %j', (text, message) => {
  expect(() => parseTrace(text, 't.trace')).toThrow(
    expect.objectContaining({code: 'TRACE_INVALID', message}),
  );
});
