import {describe, expect, it} from 'vitest';
import {connectionStatus, type Way} from '../../../src/agent/connection-status.js';
import type {SelectedPair} from '../../../src/agent/control/protocol.js';
import type {PathQuality} from '../../../src/core/paths/quality.js';

const PAIR: SelectedPair = {
  local: {address: '10.0.0.1', port: 1, type: 'host'},
  remote: {address: '10.0.0.2', port: 2, type: 'srflx'},
};

function way(over: Partial<Way> & {kind?: Way['peer']['path']} = {}): Way {
  const {kind = 'direct', ...rest} = over;
  return {role: 'caller', path: 1, peer: {path: kind, selectedPair: () => PAIR}, ...rest};
}

function quality(over: Partial<PathQuality> = {}): PathQuality {
  return {
    ...{id: 1, rank: 0, isActive: true, isDoubtful: false, isSilent: false, overdueMs: 0},
    ...{rttMs: 50, jitterMs: 2, forecast: {rttMs: 51, loss: 0.02}},
    ...{loss: 0.01, deliveryRateBps: 8000, isAppLimited: true},
    ...over,
  };
}

const standby = {id: 2, rank: 1, isActive: false, rttMs: 90};

describe('a connection with two paths', () => {
  const [direct, relayed] = [way(), way({path: 2, kind: 'relay-tls'})];
  const both = {active: direct, all: [relayed, direct], lost: undefined};

  it('tells of both, the one in use first', () => {
    const status = connectionStatus('b', both, [quality(standby), quality()]);
    expect(status).toEqual({
      peer: 'b',
      role: 'caller',
      state: 'connected',
      pair: PAIR,
      standbys: ['relay-tls'],
      rttMs: 50,
      lossPct: 1,
      paths: [
        {
          ...{kind: 'direct', isActive: true, state: 'active', rttMs: 50, jitterMs: 2},
          forecast: {rttMs: 51, lossPct: 2},
          ...{lossPct: 1, deliveryRateBps: 8000, isAppLimited: true},
        },
        {
          ...{kind: 'relay-tls', isActive: false, state: 'standby', rttMs: 90, jitterMs: 2},
          forecast: {rttMs: 51, lossPct: 2},
          ...{lossPct: 1, deliveryRateBps: 8000, isAppLimited: true},
        },
      ],
    });
  });

  it('has the round trip of the other once that is in use', () => {
    const moved = connectionStatus('b', {...both, active: relayed}, [
      quality({isActive: false}),
      quality({...standby, isActive: true}),
    ]);
    expect(moved).toMatchObject({
      ...{rttMs: 90, standbys: ['direct']},
      paths: [{kind: 'relay-tls'}, {kind: 'direct'}],
    });
  });

  it.each([
    [{isDoubtful: true}, 'doubtful'],
    [{isDoubtful: true, isSilent: true}, 'silent'],
  ] as const)('says of one with %o that it is %s, in use or not', (over, state) => {
    const status = connectionStatus('b', both, [quality(over), quality({...standby, ...over})]);
    expect(status.paths).toMatchObject([
      {isActive: true, state},
      {isActive: false, state},
    ]);
  });
});

describe('a connection without a path', () => {
  it('has neither figures nor paths', () => {
    const calling = {active: undefined, all: [way({path: undefined})], lost: undefined};
    const nothing = {standbys: [], paths: []};
    expect(connectionStatus('b', calling, [])).toEqual({
      ...{peer: 'b', role: 'caller', state: 'connecting', ...nothing},
    });
    expect(connectionStatus('b', {...calling, all: []}, [])).toEqual({
      ...{peer: 'b', role: 'caller', state: 'closed', ...nothing},
    });
    expect(connectionStatus('b', {...calling, lost: 'callee'}, [])).toEqual({
      ...{peer: 'b', role: 'callee', state: 'reconnecting', ...nothing},
    });
  });
});

it('a path has no round trip until the first answer', () => {
  const unheard = quality({rttMs: undefined, jitterMs: undefined, forecast: undefined, loss: 0});
  const only = way({role: 'callee'});
  const status = connectionStatus('b', {active: only, all: [only], lost: undefined}, [unheard]);
  expect(status).toEqual({
    ...{peer: 'b', role: 'callee', state: 'connected', pair: PAIR, standbys: []},
    paths: [
      {
        ...{kind: 'direct', isActive: true, state: 'active'},
        ...{lossPct: 0, deliveryRateBps: 8000, isAppLimited: true},
      },
    ],
  });
});
