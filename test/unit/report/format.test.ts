import {expect, test} from 'vitest';
import {
  formatCandidates,
  formatClock,
  formatCount,
  formatMs,
  formatPct,
  formatRate,
  formatSince,
} from '../../../src/report/format.js';

test('times keep the digits that matter', () => {
  expect([0.04, 4.16, 12.6, 231.4, 9999, 12_345].map(formatMs)).toEqual([
    '0.0 ms',
    '4.2 ms',
    '13 ms',
    '231 ms',
    '9999 ms',
    '12.3 s',
  ]);
});

test('percentages', () => {
  expect([0, 0.5, 2, 12.4, 100].map(formatPct)).toEqual(['0%', '0.5%', '2.0%', '12%', '100%']);
});

test('rates', () => {
  expect([0, 840, 176_400, 1_234_000, 934_000_000].map(formatRate)).toEqual([
    '0 kbit/s',
    '0.8 kbit/s',
    '176 kbit/s',
    '1.2 Mbit/s',
    '934 Mbit/s',
  ]);
});

test('clocks and moments', () => {
  expect([0, 65_400, 3_723_000].map(formatClock)).toEqual(['0:00', '1:05', '1:02:03']);
  expect(formatSince(12_345)).toBe('12.3s');
});

test('nouns agree with their number', () => {
  expect([formatCount(1, 'agent'), formatCount(2, 'agent')]).toEqual(['1 agent', '2 agents']);
});

test('a path over IPv6 says so', () => {
  const path = {kind: 'direct', local: 'host', remote: 'srflx'} as const;
  expect(formatCandidates(path)).toBe('host/srflx');
  expect(formatCandidates({...path, ipv6: true})).toBe('host/srflx IPv6');
});
