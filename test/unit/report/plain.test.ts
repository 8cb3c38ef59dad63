import {expect, test} from 'vitest';
import {glyphsFor} from '../../../src/report/glyphs.js';
import {PlainReporter} from '../../../src/report/plain.js';
import type {RunEvent} from '../../../src/scenario/events.js';
import {interruptedRun, runWithFailure} from './example-runs.js';
import {TextSink} from './text-sink.js';

async function plain(
  events: readonly RunEvent[],
  {unicode = true, onlyProblems = false} = {},
): Promise<string> {
  const sink = new TextSink();
  const reporter = new PlainReporter(sink, {glyphs: glyphsFor(unicode), onlyProblems});
  for (const event of events) reporter.onEvent(event);
  await reporter.close();
  return sink.text;
}

test('a whole run, one line per change of state', async () => {
  expect(await plain(interruptedRun())).toMatchInlineSnapshot(`
    "   0.0s  claw mesh up --agents 6  6 agents  15 connections  50 ms round trip  seed 42
       0.1s  phase  setup
       0.2s  phase  lab
       0.3s  step  routers and NAT rules
       0.4s  lab  fabric netns  links userspace  turn coturn
       0.4s  site s1  nat cone  agents a1 a2 a3  link 12.5 ms, ±2 ms, 1% loss, 50 Mbit/s each way
       0.4s  site s2  nat symmetric  agents a4 a5  link 12.5 ms, ±2 ms, 1% loss, 50 Mbit/s each way
       0.4s  site s3  nat symmetric  agents a6  link 12.5/40 ms up/down
       0.5s  phase  certify
       0.6s  certified before  1 router, 1 link direction  as asked  1204 ms
       0.7s  phase  agents
       0.8s  seed  ready
       1.0s  agent a1  ready  site s1
       1.2s  agent a2  ready  site s1
       1.4s  agent a3  ready  site s1
       1.6s  agent a4  ready  site s2
       1.8s  agent a5  ready  site s2
       2.0s  agent a6  ready  site s3
       2.1s  phase  connect
       3.7s  a1 → a2  connecting
       3.8s  a1 → a3  connecting
       3.9s  a1 → a4  connecting
       4.0s  a1 → a5  connecting
       4.1s  a1 → a6  connecting
       4.2s  a2 → a3  connecting
       4.3s  a2 → a4  connecting
       4.4s  a2 → a5  connecting
       4.5s  a2 → a6  connecting
       4.6s  a3 → a4  connecting
       4.7s  a3 → a5  connecting
       4.8s  a3 → a6  connecting
       4.9s  a4 → a5  connecting
       5.0s  a4 → a6  connecting
       5.1s  a5 → a6  connecting
       5.2s  a1 → a2  connected  direct host/host  ttfb 130 ms (2.6 RTT)
       5.3s  a1 → a3  connected  direct host/host  ttfb 133 ms (2.7 RTT)
       5.4s  a1 → a4  connected  direct srflx/prflx  ttfb 186 ms (3.7 RTT)
       5.5s  a1 → a5  connected  direct srflx/prflx  ttfb 189 ms (3.8 RTT)
       5.6s  a1 → a6  connected  direct srflx/prflx  ttfb 192 ms (3.8 RTT)
       5.7s  a2 → a3  connected  direct host/host  ttfb 137 ms (2.7 RTT)
       5.8s  a2 → a4  connected  direct srflx/prflx  ttfb 190 ms (3.8 RTT)
       5.9s  a2 → a5  connected  direct srflx/prflx  ttfb 193 ms (3.9 RTT)
       6.0s  a2 → a6  connected  direct srflx/prflx  ttfb 196 ms (3.9 RTT)
       6.1s  a3 → a4  connected  direct srflx/prflx  ttfb 194 ms (3.9 RTT)
       6.2s  a3 → a5  connected  direct srflx/prflx  ttfb 197 ms (3.9 RTT)
       6.3s  a3 → a6  connected  direct srflx/prflx  ttfb 200 ms (4.0 RTT)
       6.4s  a4 → a5  connected  direct host/host  ttfb 151 ms (3.0 RTT)
       6.5s  a4 → a6  connected  relay-udp relay/relay  ttfb 255 ms (5.1 RTT)
       6.6s  a5 → a6  connected  relay-udp relay/relay  ttfb 259 ms (5.2 RTT)
       6.7s  phase  hold
       6.9s  link s1  12.5 ms, ±2 ms, 10/1% loss, 50 Mbit/s up/down
       7.0s  warning  LINK_DRIFT  s1 up was asked for 10% loss, 13.1% was measured over 2000 packets.  hint: Close other programs, or use --fabric loopback.
       7.1s  interrupted  SIGINT: cleaning up; Ctrl-C again exits at once
       7.2s  phase  down
       7.3s  result  15 of 15 connected  13 direct  2 relayed
    "
  `);
});

test('ASCII without a UTF-8 locale', async () => {
  const text = await plain(runWithFailure(), {unicode: false});
  expect(text).toMatch(/^[\n\x20-\x7e]*$/);
  expect(text).toContain(
    '   5.4s  a1 -> a4  failed  no candidate pair answered within 30 s; UDP between s1 and s2 is blocked\n',
  );
});

test('quiet says only what is wrong', async () => {
  const events = [...runWithFailure(), ...interruptedRun().slice(-5)];
  expect(await plain(events, {onlyProblems: true})).toMatchInlineSnapshot(`
    "   5.4s  a1 → a4  failed  no candidate pair answered within 30 s; UDP between s1 and s2 is blocked
       7.0s  warning  LINK_DRIFT  s1 up was asked for 10% loss, 13.1% was measured over 2000 packets.  hint: Close other programs, or use --fabric loopback.
       7.1s  interrupted  SIGINT: cleaning up; Ctrl-C again exits at once
    "
  `);
});

test('an unchanged state is not repeated, a changed one is', async () => {
  const connected = {from: 'a1', to: 'a2', state: 'connected'} as const;
  const direct = {kind: 'direct', local: 'host', remote: 'host'} as const;
  const relay = {kind: 'relay-udp', local: 'relay', remote: 'relay'} as const;
  const events: RunEvent[] = [
    {atMs: 10, type: 'connection', connection: {...connected, path: direct}},
    {atMs: 20, type: 'connection', connection: {...connected, path: direct, rttMs: 3}},
    {atMs: 30, type: 'connection', connection: {...connected, path: relay}},
    {atMs: 40, type: 'connection', connection: {...connected, path: direct}},
  ];
  expect(await plain(events)).toBe(
    [
      '   0.0s  a1 → a2  connected  direct host/host',
      '   0.0s  a1 → a2  connected  relay-udp relay/relay',
      '   0.0s  a1 → a2  connected  direct host/host',
      '',
    ].join('\n'),
  );
});

test('lost processes and refuted paths are problems', async () => {
  const events: RunEvent[] = [
    {atMs: 1000, type: 'agent', agent: 'a2', site: 's1', state: 'lost'},
    {atMs: 1100, type: 'seed', state: 'lost'},
    {atMs: 1200, type: 'seed', state: 'restarted'},
    {
      atMs: 1300,
      type: 'connection',
      connection: {from: 'a1', to: 'a2', state: 'connected', proof: 'disagrees'},
    },
  ];
  expect(await plain(events, {onlyProblems: true})).toBe(
    [
      '   1.0s  agent a2  lost  site s1',
      '   1.1s  seed  lost',
      '   1.3s  a1 → a2  connected  proof disagrees',
      '',
    ].join('\n'),
  );
});

test('line breaks in a reason do not break the log', async () => {
  const connection = {
    from: 'a1',
    to: 'a2',
    state: 'failed',
    reason: 'first\n  second\r\n',
  } as const;
  const text = await plain([{atMs: 0, type: 'connection', connection}]);
  expect(text).toBe('   0.0s  a1 → a2  failed  first second \n');
});
