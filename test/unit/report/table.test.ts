import {expect, test} from 'vitest';
import {renderMeshTable} from '../../../src/report/table.js';
import type {MeshResult} from '../../../src/scenario/events.js';
import {largeResult, normalRun, PATHS, resultIn, runWithFailure} from './example-runs.js';

const widthOf = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

test('six agents at 80 columns', () => {
  expect(renderMeshTable(resultIn(normalRun()), 80, {unicode: true})).toMatchInlineSnapshot(`
    "from  to  path       candidates   TTFB ms  RTTs  DC ms  RTT ms  loss  proof
    ────  ──  ─────────  ───────────  ───────  ────  ─────  ──────  ────  ─────
    a1    a2  direct     host/host        130   2.6    280     0.4    0%  ✓
    a1    a3  direct     host/host        133   2.7    283     0.4    0%  ✓
    a1    a4  direct     srflx/prflx      186   3.7    336    50.4  1.2%  ✓
    a1    a5  direct     srflx/prflx      189   3.8    339    50.4  1.2%  ✓
    a1    a6  direct     srflx/prflx      192   3.8    342    50.4  1.2%  ✓
    a2    a3  direct     host/host        137   2.7    287     0.4    0%  ✓
    a2    a4  direct     srflx/prflx      190   3.8    340    50.4  1.2%  ✓
    a2    a5  direct     srflx/prflx      193   3.9    343    50.4  1.2%  ✓
    a2    a6  direct     srflx/prflx      196   3.9    346    50.4  1.2%  ✓
    a3    a4  direct     srflx/prflx      194   3.9    344    50.4  1.2%  ✓
    a3    a5  direct     srflx/prflx      197   3.9    347    50.4  1.2%  ✓
    a3    a6  direct     srflx/prflx      200   4.0    350    50.4  1.2%  ✓
    a4    a5  direct     host/host        151   3.0    301     0.4    0%  ✓
    a4    a6  relay-udp  relay/relay      255   5.1    405   101.2  1.2%  ✓
    a5    a6  relay-udp  relay/relay      259   5.2    409   101.2  1.2%  ✓

    15 of 15 connected: 13 direct, 2 relay-udp.
    TTFB p50 201 ms (3.8 RTT), p95 259 ms · data channel p50 342 ms
    p50 ms: signaling 52 · gathering 3 · checks 33 · DTLS 55 · first byte 50
    Certified before and after: 1 router, 1 link direction as asked.
    "
  `);
});

test('a mesh that is up, at 80 columns: standbys before how connections came about', () => {
  const result = resultIn(normalRun());
  const connections = result.connections
    .slice(3, 6)
    .map((each) => (each.path?.kind === 'direct' ? {...each, paths: [...PATHS]} : each));
  const table = renderMeshTable({...result, connections}, 80, {unicode: true, isUp: true});
  expect(table).toMatchInlineSnapshot(`
    "from  to  path    standby           TTFB ms  RTTs  RTT ms  loss  proof
    ────  ──  ──────  ────────────────  ───────  ────  ──────  ────  ─────
    a1    a5  direct  relay-udp 101 ms      189   3.8    50.4  1.2%  ✓
    a1    a6  direct  relay-udp 101 ms      192   3.8    50.4  1.2%  ✓
    a2    a3  direct  relay-udp 101 ms      137   2.7     0.4    0%  ✓

    15 of 15 connected: 3 direct.
    TTFB p50 201 ms (3.8 RTT), p95 259 ms · data channel p50 339 ms
    p50 ms: signaling 52 · gathering 3 · checks 29 · DTLS 55 · first byte 50
    Certified before and after: 1 router, 1 link direction as asked.
    "
  `);
  expect(widthOf(table)).toBeLessThanOrEqual(80);
});

test('a failed connection, at 120 columns, in ASCII', () => {
  const table = renderMeshTable(resultIn(runWithFailure()), 120, {unicode: false});
  expect(table).toMatchInlineSnapshot(`
    "from  to  path       candidates   TTFB ms  RTTs  sig/gath/checks/dtls/byte  DC ms  RTT ms  loss  proof
    ----  --  ---------  -----------  -------  ----  -------------------------  -----  ------  ----  -----
    a1    a2  direct     host/host        130   2.6  52/3/20/55/0                 280     0.4    0%  ok
    a1    a3  direct     host/host        133   2.7  52/3/23/55/0                 283     0.4    0%  ok
    a1    a4  failed     -                  -     -  -                              -       -     -  -
    a1    a5  direct     srflx/prflx      189   3.8  52/3/29/55/50                339    50.4  1.2%  ok
    a1    a6  direct     srflx/prflx      192   3.8  52/3/32/55/50                342    50.4  1.2%  ok
    a2    a3  direct     host/host        137   2.7  52/3/27/55/0                 287     0.4    0%  ok
    a2    a4  direct     srflx/prflx      190   3.8  52/3/30/55/50                340    50.4  1.2%  ok
    a2    a5  direct     srflx/prflx      193   3.9  52/3/33/55/50                343    50.4  1.2%  ok
    a2    a6  direct     srflx/prflx      196   3.9  52/3/36/55/50                346    50.4  1.2%  ok
    a3    a4  direct     srflx/prflx      194   3.9  52/3/34/55/50                344    50.4  1.2%  ok
    a3    a5  direct     srflx/prflx      197   3.9  52/3/37/55/50                347    50.4  1.2%  ok
    a3    a6  direct     srflx/prflx      200   4.0  52/3/40/55/50                350    50.4  1.2%  ok
    a4    a5  direct     host/host        151   3.0  52/3/41/55/0                 301     0.4    0%  ok
    a4    a6  relay-udp  relay/relay      255   5.1  52/3/44/55/101               405   101.2  1.2%  ok
    a5    a6  relay-udp  relay/relay      259   5.2  52/3/48/55/101               409   101.2  1.2%  ok

    x a1 -> a4  failed: no candidate pair answered within 30 s; UDP between s1 and s2 is blocked

    14 of 15 connected: 12 direct, 2 relay-udp. TTFB p50 201 ms (3.9 RTT), p95 259 ms | data channel p50 343 ms
    p50 ms: signaling 52 | gathering 3 | checks 34 | DTLS 55 | first byte 50
    Certified before and after: 1 router, 1 link direction as asked.
    "
  `);
  expect(table).toMatch(/^[\n\x20-\x7e]*$/);
});

test('a large mesh is summarised by sites and path', () => {
  const table = renderMeshTable(largeResult(3, 10), 80, {unicode: true});
  expect(table).toMatchInlineSnapshot(`
    "sites    path      n  TTFB p50  p95  worst  DC p50  RTT p50  loss max    proof
    ───────  ──────  ───  ────────  ───  ─────  ──────  ───────  ────────  ───────
    s1 – s1  direct   45        63   68     69     213      0.4        0%    45/45
    s1 – s2  direct  100       220  227    229     370     50.4      1.2%  100/100
    s1 – s3  direct  100       230  237    239     380     50.4      1.2%  100/100
    s2 – s2  direct   45        63   68     69     213      0.4        0%    45/45
    s2 – s3  direct  100       220  227    229     370     50.4      1.2%  100/100
    s3 – s3  direct   45        63   68     69     213      0.4        0%    45/45

    435 of 435 connected: 435 direct.
    TTFB p50 201 ms (4.4 RTT), p95 259 ms · data channel p50 369 ms
    Certified before and after: 1 router, 1 link direction as asked.
    "
  `);
});

test('a large mesh in full has a row for each connection', () => {
  const result = largeResult(3, 10);
  const table = renderMeshTable(result, 80, {unicode: true, full: true});
  expect(table.split('\n').filter((line) => line.includes('/'))).toHaveLength(435);
});

test('failures of a large mesh are listed with their reasons', () => {
  const result = largeResult(3, 10);
  const [first, second, ...rest] = result.connections;
  if (!first || !second) throw new Error('the example has connections');
  const connections: MeshResult['connections'] = [
    {from: first.from, to: first.to, state: 'failed', reason: 'ICE timed out'},
    {from: second.from, to: second.to, state: 'connecting'},
    ...rest.map((each, index) => (index === 0 ? {...each, proof: 'disagrees' as const} : each)),
  ];
  const lines = renderMeshTable({...result, connections}, 80, {unicode: true}).split('\n');
  expect(lines.filter((line) => line.startsWith('✗'))).toEqual([
    '✗ a1 → a2  failed: ICE timed out',
    '✗ a1 → a3  not connected: still connecting at the end',
    "✗ a1 → a4  path not proven: the agents say direct, the routers' counters do not",
  ]);
});

test('without one connection there is no empty table', () => {
  const run = resultIn(normalRun());
  const summary = {...run.summary, connected: 0, ttfbMs: {p50: null, p95: null}};
  expect(renderMeshTable({...run, connections: [], summary}, 80, {unicode: true})).toBe(
    '0 of 15 connected.\nCertified before and after: 1 router, 1 link direction as asked.\n',
  );
});

test.each([80, 100, 120, 200])('fits %i columns', (columns) => {
  const small = renderMeshTable(resultIn(normalRun()), columns, {unicode: true});
  const large = renderMeshTable(largeResult(12, 4), columns, {unicode: true});
  expect(Math.max(widthOf(small), widthOf(large))).toBeLessThanOrEqual(columns);
});

test('carries no escape codes', () => {
  expect(renderMeshTable(resultIn(runWithFailure()), 120, {unicode: true})).not.toContain('\u001b');
});
