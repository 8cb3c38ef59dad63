import {renderToString} from 'ink';
import {expect, test} from 'vitest';
import {glyphsFor} from '../../../src/report/glyphs.js';
import type {RunEvent} from '../../../src/scenario/events.js';
import {Dashboard} from '../../../src/ui/dashboard.js';
import {foldEvents, INITIAL_STATE} from '../../../src/ui/dashboard-state.js';
import type {View} from '../../../src/ui/view.js';
import {interruptedRun, normalRun, runWithFailure} from '../report/example-runs.js';

function frame(
  events: readonly RunEvent[],
  {columns, rows}: Pick<View, 'columns' | 'rows'>,
): string {
  const view = {columns, rows, glyphs: glyphsFor(false), color: false};
  const elapsedMs = events.at(-1)?.atMs ?? 0;
  const state = foldEvents(INITIAL_STATE, events);
  return renderToString(<Dashboard state={state} elapsedMs={elapsedMs} live={true} view={view} />, {
    columns,
  });
}

function until(events: readonly RunEvent[], isLast: (event: RunEvent) => boolean): RunEvent[] {
  return events.slice(0, events.findLastIndex(isLast) + 1);
}

const SMALL = {columns: 80, rows: 24};
const LARGE = {columns: 120, rows: 40};

test('the lab comes up', () => {
  const events = until(normalRun(), ({type}) => type === 'step');
  expect(frame(events, SMALL)).toMatchInlineSnapshot(`
    "claw mesh up | seed 42 | 50 ms RTT                                          0:00
    lab      routers and NAT rules

    Ctrl-C ends"
  `);
});

test('agents start', () => {
  const events = until(normalRun(), (event) => event.type === 'agent' && event.agent === 'a4');
  expect(frame(events, SMALL)).toMatchInlineSnapshot(`
    "claw mesh up | netns | userspace links | turn coturn | seed 42 | 50 ms RTT  0:01
    agents   #####################...........  4 of 6 agents ready

    site  nat        agents    link
    s1    cone       a1 a2 a3  12.5 ms, +/-2 ms, 1% loss, 50 Mbit/s each way
    s2    symmetric  a4 a5     12.5 ms, +/-2 ms, 1% loss, 50 Mbit/s each way
    s3    symmetric  a6        12.5/40 ms up/down

    Ctrl-C ends"
  `);
});

test('connections come up, at 80 columns', () => {
  const events = until(
    normalRun(),
    (event) => event.type === 'connection' && event.connection.to === 'a5',
  );
  expect(frame(events.slice(0, -2), SMALL)).toMatchInlineSnapshot(`
    "claw mesh up | netns | userspace links | turn coturn | seed 42 | 50 ms RTT  0:06
    connect  #######################.........  11 of 15 connected, lab certified

    site  nat        agents    link
    s1    cone       a1 a2 a3  12.5 ms, +/-2 ms, 1% loss, 50 Mbit/s each way
    s2    symmetric  a4 a5     12.5 ms, +/-2 ms, 1% loss, 50 Mbit/s each way
    s3    symmetric  a6        12.5/40 ms up/down

      connection  path        standby              TTFB                RTT   loss
    o a3 -> a6    connecting
    o a4 -> a5    connecting
    o a4 -> a6    connecting
    o a5 -> a6    connecting
    + a3 -> a5    direct                         197 ms   3.9 RTT    50 ms   1.2%
    + a2 -> a6    direct                         196 ms   3.9 RTT    50 ms   1.2%
    + a3 -> a4    direct                         194 ms   3.9 RTT    50 ms   1.2%
    + a2 -> a5    direct                         193 ms   3.9 RTT    50 ms   1.2%
    + a1 -> a6    direct                         192 ms   3.8 RTT    50 ms   1.2%
    + a2 -> a4    direct                         190 ms   3.8 RTT    50 ms   1.2%
    + a1 -> a5    direct                         189 ms   3.8 RTT    50 ms   1.2%
    ... and 4 more: 4 connected

    Ctrl-C ends"
  `);
});

test('a failed connection, at 120 columns', () => {
  const events = until(runWithFailure(), ({type}) => type === 'connection');
  expect(frame(events, LARGE)).toMatchInlineSnapshot(`
    "claw mesh up | netns | userspace links | turn coturn | seed 42 | 50 ms RTT                                          0:06
    connect  ############################################xxxx  14 of 15 connected, 1 failed, lab certified

    site  nat        agents    link
    s1    cone       a1 a2 a3  12.5 ms, +/-2 ms, 1% loss, 50 Mbit/s each way
    s2    symmetric  a4 a5     12.5 ms, +/-2 ms, 1% loss, 50 Mbit/s each way
    s3    symmetric  a6        12.5/40 ms up/down

      connection  path        standby              TTFB                RTT   loss  candidates
    + a1 -> a2    direct                         130 ms   2.6 RTT   0.4 ms     0%  host/host
    + a1 -> a3    direct                         133 ms   2.7 RTT   0.4 ms     0%  host/host
    x a1 -> a4    failed  no candidate pair answered within 30 s; UDP between s1 and s2 is blocked
    + a1 -> a5    direct                         189 ms   3.8 RTT    50 ms   1.2%  srflx/prflx
    + a1 -> a6    direct                         192 ms   3.8 RTT    50 ms   1.2%  srflx/prflx
    + a2 -> a3    direct                         137 ms   2.7 RTT   0.4 ms     0%  host/host
    + a2 -> a4    direct                         190 ms   3.8 RTT    50 ms   1.2%  srflx/prflx
    + a2 -> a5    direct                         193 ms   3.9 RTT    50 ms   1.2%  srflx/prflx
    + a2 -> a6    direct                         196 ms   3.9 RTT    50 ms   1.2%  srflx/prflx
    + a3 -> a4    direct                         194 ms   3.9 RTT    50 ms   1.2%  srflx/prflx
    + a3 -> a5    direct                         197 ms   3.9 RTT    50 ms   1.2%  srflx/prflx
    + a3 -> a6    direct                         200 ms   4.0 RTT    50 ms   1.2%  srflx/prflx
    + a4 -> a5    direct                         151 ms   3.0 RTT   0.4 ms     0%  host/host
    + a4 -> a6    relay-udp                      255 ms   5.1 RTT   101 ms   1.2%  relay/relay
    + a5 -> a6    relay-udp                      259 ms   5.2 RTT   101 ms   1.2%  relay/relay

    Ctrl-C ends"
  `);
});

test('held, impaired, with a warning', () => {
  const events = until(interruptedRun(), ({type}) => type === 'warning');
  expect(frame(events, SMALL)).toMatchInlineSnapshot(`
    "claw mesh up | netns | userspace links | turn coturn | seed 42 | 50 ms RTT  0:07
    hold     ################################  15 of 15 connected, lab certified

    site  nat        agents    link
    s1    cone       a1 a2 a3  12.5 ms, +/-2 ms, 10/1% loss, 50 Mbit/s up/down
    s2    symmetric  a4 a5     12.5 ms, +/-2 ms, 1% loss, 50 Mbit/s each way
    s3    symmetric  a6        12.5/40 ms up/down

      connection  path        standby              TTFB                RTT   loss
    + a5 -> a6    relay-udp                      259 ms   5.2 RTT   101 ms   1.2%
    + a4 -> a6    relay-udp                      255 ms   5.1 RTT   101 ms   1.2%
    + a3 -> a6    direct                         200 ms   4.0 RTT    50 ms   1.2%
    + a3 -> a5    direct                         197 ms   3.9 RTT    50 ms   1.2%
    + a2 -> a6    direct                         196 ms   3.9 RTT    50 ms   1.2%
    + a3 -> a4    direct                         194 ms   3.9 RTT    50 ms   1.2%
    + a2 -> a5    direct                         193 ms   3.9 RTT    50 ms   1.2%
    ... and 8 more: 8 connected

    warning  LINK_DRIFT  s1 up was asked for 10% loss, 13.1% was measured over 2000
             packets.
             Close other programs, or use --fabric loopback.

    Ctrl-C ends | claw mesh status | claw mesh impair s1 --loss 10%"
  `);
});

test('a standby beside the path it stands by for', () => {
  const events = until(interruptedRun(), ({type}) => type === 'quality');
  expect(frame(events, {columns: 80, rows: 40})).toMatchInlineSnapshot(`
    "claw mesh up | netns | userspace links | turn coturn | seed 42 | 50 ms RTT  0:06
    hold     ################################  15 of 15 connected, lab certified

    site  nat        agents    link
    s1    cone       a1 a2 a3  12.5 ms, +/-2 ms, 1% loss, 50 Mbit/s each way
    s2    symmetric  a4 a5     12.5 ms, +/-2 ms, 1% loss, 50 Mbit/s each way
    s3    symmetric  a6        12.5/40 ms up/down

      connection  path        standby              TTFB                RTT   loss
    + a1 -> a2    direct                         130 ms   2.6 RTT   0.4 ms     0%
    + a1 -> a3    direct                         133 ms   2.7 RTT   0.4 ms     0%
    + a1 -> a4    direct      relay-udp 101 ms   186 ms   3.7 RTT    62 ms   9.4%
    + a1 -> a5    direct                         189 ms   3.8 RTT    50 ms   1.2%
    + a1 -> a6    direct                         192 ms   3.8 RTT    50 ms   1.2%
    + a2 -> a3    direct                         137 ms   2.7 RTT   0.4 ms     0%
    + a2 -> a4    direct                         190 ms   3.8 RTT    50 ms   1.2%
    + a2 -> a5    direct                         193 ms   3.9 RTT    50 ms   1.2%
    + a2 -> a6    direct                         196 ms   3.9 RTT    50 ms   1.2%
    + a3 -> a4    direct                         194 ms   3.9 RTT    50 ms   1.2%
    + a3 -> a5    direct                         197 ms   3.9 RTT    50 ms   1.2%
    + a3 -> a6    direct                         200 ms   4.0 RTT    50 ms   1.2%
    + a4 -> a5    direct                         151 ms   3.0 RTT   0.4 ms     0%
    + a4 -> a6    relay-udp                      255 ms   5.1 RTT   101 ms   1.2%
    + a5 -> a6    relay-udp                      259 ms   5.2 RTT   101 ms   1.2%

    Ctrl-C ends | claw mesh status | claw mesh impair s1 --loss 10%"
  `);
});

test('interrupted: says what happens and how to stop at once', () => {
  const events = until(interruptedRun(), ({type}) => type === 'phase');
  expect(frame(events, SMALL)).toMatchInlineSnapshot(`
    "claw mesh up | netns | userspace links | turn coturn | seed 42 | 50 ms RTT  0:07
    down     SIGINT: cleaning up; Ctrl-C again exits at once

    site  nat        agents    link
    s1    cone       a1 a2 a3  12.5 ms, +/-2 ms, 10/1% loss, 50 Mbit/s up/down
    s2    symmetric  a4 a5     12.5 ms, +/-2 ms, 1% loss, 50 Mbit/s each way
    s3    symmetric  a6        12.5/40 ms up/down

      connection  path        standby              TTFB                RTT   loss
    + a5 -> a6    relay-udp                      259 ms   5.2 RTT   101 ms   1.2%
    + a4 -> a6    relay-udp                      255 ms   5.1 RTT   101 ms   1.2%
    + a3 -> a6    direct                         200 ms   4.0 RTT    50 ms   1.2%
    + a3 -> a5    direct                         197 ms   3.9 RTT    50 ms   1.2%
    + a2 -> a6    direct                         196 ms   3.9 RTT    50 ms   1.2%
    + a3 -> a4    direct                         194 ms   3.9 RTT    50 ms   1.2%
    + a2 -> a5    direct                         193 ms   3.9 RTT    50 ms   1.2%
    + a1 -> a6    direct                         192 ms   3.8 RTT    50 ms   1.2%
    + a2 -> a4    direct                         190 ms   3.8 RTT    50 ms   1.2%
    ... and 6 more: 6 connected

    warning  LINK_DRIFT  s1 up was asked for 10% loss, 13.1% was measured over 2000
             packets.
             Close other programs, or use --fabric loopback."
  `);
});

test('the last frame leaves connections to the result', () => {
  expect(frame(interruptedRun(), SMALL)).toMatchInlineSnapshot(`
    "claw mesh up | netns | userspace links | turn coturn | seed 42 | 50 ms RTT  0:07
    done     ################################  15 of 15 connected, lab certified

    site  nat        agents    link
    s1    cone       a1 a2 a3  12.5 ms, +/-2 ms, 10/1% loss, 50 Mbit/s up/down
    s2    symmetric  a4 a5     12.5 ms, +/-2 ms, 1% loss, 50 Mbit/s each way
    s3    symmetric  a6        12.5/40 ms up/down

    warning  LINK_DRIFT  s1 up was asked for 10% loss, 13.1% was measured over 2000
             packets.
             Close other programs, or use --fabric loopback."
  `);
});

test('lost processes and many warnings', () => {
  const warnings = [1, 2, 3, 4].map((index): RunEvent => {
    const message = `clock of a${index} went back`;
    return {atMs: 7000, type: 'warning', code: 'CLOCK', message, hint: 'Stop the time daemon.'};
  });
  const lost: RunEvent[] = [
    {atMs: 7000, type: 'agent', agent: 'a2', site: 's1', state: 'lost'},
    {atMs: 7000, type: 'seed', state: 'lost'},
  ];
  const events = until(normalRun(), ({type}) => type === 'connection');
  expect(frame([...events, ...lost, ...warnings], SMALL)).toMatchInlineSnapshot(`
    "claw mesh up | netns | userspace links | turn coturn | seed 42 | 50 ms RTT  0:07
    connect  ################################  15 of 15 connected, lab certified

    site  nat        agents    link
    s1    cone       a1 a2 a3  12.5 ms, +/-2 ms, 1% loss, 50 Mbit/s each way
    s2    symmetric  a4 a5     12.5 ms, +/-2 ms, 1% loss, 50 Mbit/s each way
    s3    symmetric  a6        12.5/40 ms up/down

      connection  path        standby              TTFB                RTT   loss
    + a5 -> a6    relay-udp                      259 ms   5.2 RTT   101 ms   1.2%
    + a4 -> a6    relay-udp                      255 ms   5.1 RTT   101 ms   1.2%
    + a3 -> a6    direct                         200 ms   4.0 RTT    50 ms   1.2%
    + a3 -> a5    direct                         197 ms   3.9 RTT    50 ms   1.2%
    + a2 -> a6    direct                         196 ms   3.9 RTT    50 ms   1.2%
    + a3 -> a4    direct                         194 ms   3.9 RTT    50 ms   1.2%
    ... and 9 more: 9 connected

    lost     seed, agent a2
    ... and 3 more warnings
    warning  CLOCK  clock of a4 went back
             Stop the time daemon.

    Ctrl-C ends"
  `);
});

const SIZES = [
  {columns: 40, rows: 5},
  {columns: 40, rows: 24},
  {columns: 63, rows: 15},
  {columns: 80, rows: 10},
];

test.each(SIZES)('lower and no wider than a terminal of $columns x $rows', (size) => {
  const run = interruptedRun();
  for (const events of [run.slice(0, 5), run.slice(0, 45), run.slice(0, -1), run]) {
    const lines = frame(events, size).split('\n');
    expect(lines.length).toBeLessThan(size.rows);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(size.columns);
  }
});
