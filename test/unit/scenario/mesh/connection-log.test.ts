import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {PathStatus, SelectedPair, Step} from '../../../../src/agent/control/protocol.js';
import {ConnectionLog} from '../../../../src/scenario/mesh/connection-log.js';

const RTT_MS = 50;
const newLog = (rttMs = RTT_MS) => new ConnectionLog({from: 'a1', to: 'a2'}, rttMs);

/** `side` reached `step` of `attempt` at `atMs`. */
function reach(log: ConnectionLog, side: 'a1' | 'a2', atMs: number, step: Step, attempt = 'x') {
  const peer = side === 'a1' ? 'a2' : 'a1';
  const role = side === 'a1' ? 'caller' : 'callee';
  return log.record(side, {atMs, type: 'step', peer, role, attempt, step});
}

/** One attempt of the caller, with the times of its steps. */
function attempt(log: ConnectionLog, name: string, times: Partial<Record<Step, number>>) {
  for (const [step, atMs] of Object.entries(times)) reach(log, 'a1', atMs, step as Step, name);
}

/** What `side` measured last. */
function measure(
  log: ConnectionLog,
  side: 'a1' | 'a2',
  figures: {rttMs: number; lossPct: number; paths: PathStatus[]},
) {
  const peer = side === 'a1' ? 'a2' : 'a1';
  return log.record(side, {atMs: 1, type: 'quality', peer, ...figures});
}

const total = (phases: object) =>
  Object.values(phases).reduce((sum: number, part: number) => sum + part, 0);

describe('a call', () => {
  it('that goes well is split into phases that add up to the time to first byte', () => {
    const log = newLog();
    attempt(log, 'x', {
      called: 1000,
      described: 1002,
      answered: 1052,
      checked: 1080,
      open: 1130,
      confirmed: 1181,
    });
    reach(log, 'a2', 1155, 'received', 'y');
    expect(log.result()).toEqual({
      from: 'a1',
      to: 'a2',
      state: 'connected',
      ttfbMs: 155,
      ttfbRtt: 3.1,
      phasesMs: {signaling: 50, gathering: 2, checks: 28, dtls: 50, firstByte: 25},
    });
  });

  it('has no round trips where there are none', () => {
    const log = newLog(0);
    reach(log, 'a1', 1000, 'called');
    reach(log, 'a2', 1001, 'received');
    expect(log.result()).toMatchObject({state: 'connected', ttfbMs: 1});
    expect(log.result()).not.toHaveProperty('ttfbRtt');
  });

  it('whose library told of DTLS before the checks has no negative phase', () => {
    const log = newLog();
    attempt(log, 'x', {
      called: 1000,
      described: 1000,
      answered: 1050,
      open: 1100,
      checked: 1101,
      confirmed: 1150,
    });
    reach(log, 'a2', 1125, 'received');
    expect(log.result().phasesMs).toMatchObject({checks: 50, dtls: 0});
  });

  it('whose library never told of the checks counts them as part of the whole', () => {
    const log = newLog();
    attempt(log, 'x', {called: 1000, described: 1000, answered: 1050, open: 1100, confirmed: 1150});
    reach(log, 'a2', 1125, 'received');
    expect(log.result().phasesMs).toMatchObject({checks: 50, dtls: 0});
  });

  it('that needed another attempt adds up as well', () => {
    const log = newLog();
    attempt(log, 'x', {called: 1000, described: 1000, answered: 1050, checked: 1070});
    attempt(log, 'z', {
      called: 1500,
      described: 1501,
      answered: 1550,
      checked: 1570,
      open: 1620,
      confirmed: 1670,
    });
    reach(log, 'a2', 1645, 'received');
    const {ttfbMs, phasesMs} = log.result();
    expect(ttfbMs).toBe(645);
    expect(total(phasesMs ?? {})).toBeCloseTo(645);
  });

  it('counts the attempt that carried the first byte, not one that was confirmed before it', () => {
    const log = newLog();
    attempt(log, 'x', {
      called: 1000,
      described: 1000,
      answered: 1010,
      checked: 1020,
      open: 1030,
      confirmed: 1090,
    });
    attempt(log, 'z', {
      called: 1000,
      described: 1000,
      answered: 1010,
      checked: 1020,
      open: 1060,
      confirmed: 1080,
    });
    reach(log, 'a2', 1050, 'received');
    expect(log.result().phasesMs).toEqual({
      signaling: 10,
      gathering: 0,
      checks: 10,
      dtls: 10,
      firstByte: 20,
    });
  });

  it('adds up whatever the times are', () => {
    const span = fc.double({min: 0, max: 1000, noNaN: true});
    fc.assert(
      fc.property(fc.array(span, {minLength: 6, maxLength: 6}), span, (spans, hedge) => {
        const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = spans;
        const log = newLog();
        const called = 5000 + hedge;
        const open = called + a + b + c + d;
        attempt(log, 'x', {called: 5000, described: 5000});
        attempt(log, 'z', {
          called,
          described: called + a,
          answered: called + a + b,
          checked: called + a + b + c,
          open,
          confirmed: open + e + f,
        });
        reach(log, 'a2', open + e, 'received');
        const {ttfbMs = 0, phasesMs = {}} = log.result();
        // Each of the six figures is rounded to a microsecond.
        expect(Math.abs(total(phasesMs) - ttfbMs)).toBeLessThan(0.0031);
        for (const phase of Object.values(phasesMs)) expect(phase).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('counts the first time of a step only', () => {
    const log = newLog();
    expect(reach(log, 'a1', 1000, 'called')).toBe(true);
    expect(reach(log, 'a1', 2000, 'called')).toBe(false);
    reach(log, 'a2', 1100, 'received');
    reach(log, 'a2', 1050, 'received', 'other');
    expect(log.result().ttfbMs).toBe(50);
  });

  it('measures the data channel beside the pipe', () => {
    const log = newLog();
    reach(log, 'a1', 1000, 'called');
    reach(log, 'a2', 1100, 'received');
    expect(log.channelMeasured).toBe(false);
    reach(log, 'a2', 1250, 'channel-received');
    expect(log.channelMeasured).toBe(true);
    expect(log.result()).toMatchObject({ttfbMs: 100, dataChannelTtfbMs: 250});
  });
});

describe('the state', () => {
  it('is new, connecting, connected', () => {
    const log = newLog();
    expect(log.result().state).toBe('new');
    reach(log, 'a1', 1000, 'called');
    expect(log.result().state).toBe('connecting');
    expect(log.settled).toBe(false);
    reach(log, 'a2', 1100, 'received');
    expect(log.result().state).toBe('connected');
    expect(log.settled).toBe(true);
  });

  it('is failed for the first reason given, also after it was connected', () => {
    const log = newLog();
    reach(log, 'a1', 1000, 'called');
    reach(log, 'a2', 1100, 'received');
    log.record('a2', {atMs: 1200, type: 'closed', peer: 'a1', reason: 'first'});
    log.fail('second');
    expect(log.connected).toBe(false);
    expect(log.result()).toMatchObject({state: 'failed', reason: 'first', ttfbMs: 100});
  });
});

describe('the path', () => {
  const selected = (local: string, remote: string): SelectedPair => ({
    local: {address: '10.0.0.1', port: 1, type: local},
    remote: {address: '10.0.0.2', port: 2, type: remote},
  });

  it.each`
    caller                        | callee                        | kind           | local      | remote
    ${selected('host', 'host')}   | ${selected('host', 'host')}   | ${'direct'}    | ${'host'}  | ${'host'}
    ${selected('host', 'srflx')}  | ${selected('host', 'prflx')}  | ${'direct'}    | ${'prflx'} | ${'srflx'}
    ${selected('relay', 'srflx')} | ${selected('host', 'relay')}  | ${'relay-udp'} | ${'relay'} | ${'srflx'}
    ${selected('host', 'relay')}  | ${selected('relay', 'prflx')} | ${'relay-udp'} | ${'prflx'} | ${'relay'}
    ${selected('relay', 'relay')} | ${selected('relay', 'relay')} | ${'relay-udp'} | ${'relay'} | ${'relay'}
  `('is $kind, $local to $remote', ({caller, callee, ...path}) => {
    const log = newLog();
    log.record('a1', {atMs: 1, type: 'path', peer: 'a2', pair: caller});
    expect(log.result()).not.toHaveProperty('path');
    log.record('a2', {atMs: 1, type: 'path', peer: 'a1', pair: callee});
    expect(log.result().path).toEqual(path);
    expect(log.selected).toEqual({from: caller, to: callee});
  });

  it('tells of IPv6', () => {
    const log = newLog();
    const pair = {
      local: {address: '2001:db8:1:1::2', port: 1, type: 'host'},
      remote: {address: '2001:db8:2:1::2', port: 2, type: 'host'},
    };
    log.record('a1', {atMs: 1, type: 'path', peer: 'a2', pair});
    log.record('a2', {atMs: 1, type: 'path', peer: 'a1', pair});
    expect(log.result().path).toEqual({kind: 'direct', local: 'host', remote: 'host', ipv6: true});
  });

  it.each([
    ['udp', 'tcp', 'relay-tcp'],
    ['tls', 'udp', 'relay-tls'],
    ['tcp', 'tls', 'relay-tls'],
    ['udp', 'udp', 'relay-udp'],
  ] as const)('with relays over %s and %s is %s', (caller, callee, kind) => {
    const log = newLog();
    const over = (transport: 'udp' | 'tcp' | 'tls') => ({
      ...selected('relay', 'relay'),
      relayClient: {address: '203.0.113.1', port: 3, transport},
    });
    log.record('a1', {atMs: 1, type: 'path', peer: 'a2', pair: over(caller)});
    log.record('a2', {atMs: 1, type: 'path', peer: 'a1', pair: over(callee)});
    expect(log.result().path?.kind).toBe(kind);
  });

  it('carries what the caller measured, and whether the routers agree', () => {
    const log = newLog();
    measure(log, 'a1', {rttMs: 50.00049, lossPct: 1.5, paths: []});
    measure(log, 'a2', {rttMs: 99, lossPct: 9, paths: []});
    log.prove(false);
    expect(log.result()).toMatchObject({rttMs: 50, lossPct: 1.5, paths: [], proof: 'disagrees'});
    log.prove(true);
    expect(log.result().proof).toBe('agrees');
  });
});

describe('the paths', () => {
  const path = (over: Partial<PathStatus>): PathStatus => ({
    ...{kind: 'direct', isActive: true, state: 'active', lossPct: 0},
    ...{deliveryRateBps: 0, isAppLimited: true},
    ...over,
  });

  it('are those of the caller, no finer than a microsecond and a bit', () => {
    const log = newLog();
    expect(log.quality).toBeUndefined();
    const fine = {
      rttMs: 50.00049,
      jitterMs: 1.23456,
      forecast: {rttMs: 51.23456, lossPct: 0.12345},
    };
    const paths = [path({...fine, lossPct: 1.00049, deliveryRateBps: 8000.4})];
    expect(measure(log, 'a1', {rttMs: 50.00049, lossPct: 1.00049, paths})).toBe(false);
    measure(log, 'a2', {rttMs: 9, lossPct: 9, paths: [path({kind: 'relay-tls'})]});
    expect(log.quality).toEqual({
      rttMs: 50,
      lossPct: 1,
      paths: [
        {
          ...{kind: 'direct', isActive: true, state: 'active', rttMs: 50, jitterMs: 1.235},
          forecast: {rttMs: 51.235, lossPct: 0.123},
          ...{lossPct: 1, deliveryRateBps: 8000, isAppLimited: true},
        },
      ],
    });
    expect(log.result()).toMatchObject(log.quality ?? {});
  });

  it('name the one in use as both ends see it, and a standby as the caller does', () => {
    const log = newLog();
    const over = (transport: 'udp' | 'tls'): SelectedPair => ({
      local: {address: '203.0.113.1', port: 1, type: 'relay'},
      remote: {address: '203.0.113.1', port: 2, type: 'relay'},
      relayClient: {address: '10.0.0.1', port: 3, transport},
    });
    log.record('a1', {atMs: 1, type: 'path', peer: 'a2', pair: over('udp')});
    log.record('a2', {atMs: 1, type: 'path', peer: 'a1', pair: over('tls')});
    const standby = path({isActive: false, state: 'standby', kind: 'relay-tcp'});
    const paths = [path({kind: 'relay-udp'}), standby];
    measure(log, 'a1', {rttMs: 50, lossPct: 0, paths});
    expect(log.quality?.paths.map(({kind}) => kind)).toEqual(['relay-tls', 'relay-tcp']);
  });
});
