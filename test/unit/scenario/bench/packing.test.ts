import {expect, it} from 'vitest';
import {benchPacking} from '../../../../src/scenario/bench/packing.js';

it('measures every format and peer in both directions', () => {
  const {dimension, rows} = benchPacking({dimension: 8, durationMs: 1});
  expect(dimension).toBe(8);
  const names = ['f32', 'f16', 'bf16', 'int8', 'Buffer.writeFloatLE', 'Float32Array.set', 'JSON'];
  expect(rows.map(({name, direction}) => `${direction} ${name}`)).toEqual(
    names.flatMap((name) => [`pack ${name}`, `unpack ${name}`]),
  );
  expect(rows.slice(0, 8).map(({bytes}) => bytes)).toEqual([36, 36, 20, 20, 20, 20, 16, 16]);
  for (const {operationsPerSecond} of rows) expect(operationsPerSecond).toBeGreaterThan(0);
});

it('refuses more elements than a vector can have', () => {
  expect(() => benchPacking({dimension: 2 ** 24, durationMs: 1})).toThrow(
    'a vector has at most 16777215 elements, not 16777216',
  );
});
