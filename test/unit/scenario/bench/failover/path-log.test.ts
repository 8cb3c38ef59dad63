import {expect, test} from 'vitest';
import type {PathReport} from '../../../../../src/agent/bench/protocol.js';
import type {AgentEvent, SelectedPair} from '../../../../../src/agent/control/protocol.js';
import {
  currentKind,
  movesOf,
  pathFigures,
} from '../../../../../src/scenario/bench/failover/path-log.js';

const at = (type: string) => ({address: '198.18.1.2', port: 40_000, type});
const DIRECT: SelectedPair = {local: at('host'), remote: at('srflx')};
const RELAYED: SelectedPair = {
  ...{local: at('relay'), remote: at('relay')},
  relayClient: {address: '198.18.1.2', port: 40_001, transport: 'tcp'},
};
const TIMES = {beganAtMs: 970, committedAtMs: 1000, undoneAtMs: 4000};

const path = (atMs: number, pair: SelectedPair): AgentEvent => ({
  ...{type: 'path', peer: 'b'},
  atMs,
  pair,
});
const moved = (atMs: number, from: string, to: string) =>
  ({type: 'moved', peer: 'b', atMs, from, to, reason: 'silent'}) as unknown as AgentEvent;
const report = (pair: SelectedPair, ...events: AgentEvent[]): PathReport => ({
  events,
  connection: {peer: 'b', role: 'caller', state: 'connected', pair, standbys: [], paths: []},
});

test('an agent that says it moved is taken at its word', () => {
  const events = [path(10, RELAYED), path(20, DIRECT), moved(1200, 'direct', 'relay-tcp')];
  expect(movesOf(events)).toEqual([{atMs: 1200, from: 'direct', to: 'relay-tcp'}]);
});

test('of another, a pair of another kind is a move; another pair of the same kind is none', () => {
  const other = {...DIRECT, local: at('prflx')};
  const events = [path(10, RELAYED), path(20, DIRECT), path(30, other), path(1200, RELAYED)];
  expect(movesOf(events)).toEqual([
    {atMs: 20, from: 'relay-tcp', to: 'direct'},
    {atMs: 1200, from: 'direct', to: 'relay-tcp'},
  ]);
});

test('detected at the first word, switched when both have moved, back when both are back', () => {
  const ends = [
    report(
      DIRECT,
      path(20, DIRECT),
      moved(1150, 'direct', 'relay-udp'),
      moved(5000, 'relay-udp', 'direct'),
    ),
    report(
      DIRECT,
      path(20, DIRECT),
      moved(1190, 'direct', 'relay-udp'),
      moved(5300, 'relay-udp', 'direct'),
    ),
  ];
  expect(pathFigures(ends, TIMES)).toEqual({
    ...{before: 'direct', during: 'relay-udp', moves: 4, movesDuring: [1, 1]},
    ...{detectedMs: 150, switchedMs: 190, failBackMs: 1300},
  });
});

test('what is told while the fault is being committed is told at once', () => {
  const ends = [report(RELAYED, path(20, DIRECT), moved(980, 'direct', 'relay-udp'))];
  expect(pathFigures(ends, TIMES)).toMatchObject({detectedMs: 0, switchedMs: 0, before: 'direct'});
});

test('a path that comes and goes is left by each end as often as it says', () => {
  const back = moved(1900, 'relay-udp', 'direct');
  const away = [moved(1150, 'direct', 'relay-udp'), back, moved(2150, 'direct', 'relay-udp')];
  const ends = [
    report(DIRECT, moved(900, 'relay-udp', 'direct'), ...away, moved(4100, 'relay-udp', 'direct')),
    report(RELAYED, moved(3990, 'direct', 'relay-udp')),
  ];
  expect(pathFigures(ends, TIMES)).toMatchObject({moves: 5, movesDuring: [3, 1]});
});

test('one end that stays away has not failed back', () => {
  const ends = [
    report(DIRECT, moved(1150, 'direct', 'relay-udp'), moved(5000, 'relay-udp', 'direct')),
    report(RELAYED, moved(1190, 'direct', 'relay-udp')),
  ];
  expect(pathFigures(ends, TIMES)).toMatchObject({switchedMs: 190, failBackMs: null, moves: 3});
});

test('agents that notice nothing have nothing to show', () => {
  const ends = [report(DIRECT, path(20, DIRECT)), report(DIRECT, path(30, DIRECT))];
  expect(pathFigures(ends, TIMES)).toEqual({
    ...{before: 'direct', during: 'direct', moves: 0, movesDuring: [0, 0]},
    ...{detectedMs: null, switchedMs: null, failBackMs: null},
  });
});

test('a pipe without agents has no paths', () => {
  expect(pathFigures([{events: []}, {events: []}], TIMES)).toMatchObject({
    before: null,
    during: null,
  });
});

test('a pair is of the kind of its relay', () => {
  expect(currentKind(report(DIRECT))).toBe('direct');
  expect(currentKind(report(RELAYED))).toBe('relay-tcp');
  expect(currentKind({events: []})).toBeUndefined();
});
