import {expect, test} from 'vitest';
import type {RunEvent} from '../../../src/scenario/events.js';
import {foldEvents, INITIAL_STATE} from '../../../src/ui/dashboard-state.js';
import {interruptedRun, normalRun, resultIn, runWithFailure} from '../report/example-runs.js';

test('one by one or all at once, the state is the same', () => {
  const events = interruptedRun();
  const stepwise = events.reduce((state, event) => foldEvents(state, [event]), INITIAL_STATE);
  expect(stepwise).toEqual(foldEvents(INITIAL_STATE, events));
});

test('a fold leaves the state it started from alone', () => {
  const before = foldEvents(INITIAL_STATE, runWithFailure().slice(0, 30));
  const copy = structuredClone(before);
  foldEvents(before, runWithFailure().slice(30));
  expect(before).toEqual(copy);
  expect(INITIAL_STATE.connections.size).toBe(0);
});

test('an impairment changes its site and no other', () => {
  const state = foldEvents(INITIAL_STATE, interruptedRun());
  expect(state.sites.map(({link}) => link.up.loss)).toEqual([0.1, 0.01, undefined]);
});

test('quality goes to its connection; of an unknown one it is dropped', () => {
  const upToQuality = interruptedRun().filter(({type}) => type !== 'result');
  const figures = {rttMs: 1, lossPct: 0, paths: []};
  const stray: RunEvent = {atMs: 9, type: 'quality', from: 'a8', to: 'a9', ...figures};
  const state = foldEvents(INITIAL_STATE, [...upToQuality, stray]);
  expect(state.connections.get('a1 a4')).toMatchObject({
    ...{rttMs: 61.7, lossPct: 9.4},
    paths: [{kind: 'direct'}, {kind: 'relay-udp', rttMs: 101.2}],
  });
  expect(state.connections.size).toBe(15);
});

test('the result has the last word on connections and stops the clock', () => {
  const events = interruptedRun();
  const state = foldEvents(INITIAL_STATE, events);
  expect([...state.connections.values()]).toEqual(resultIn(events).connections);
  expect(state.endedAtMs).toBe(events.at(-1)?.atMs);
});

test('a step belongs to its phase', () => {
  const state = foldEvents(INITIAL_STATE, [
    {atMs: 0, type: 'phase', phase: 'lab'},
    {atMs: 1, type: 'step', text: 'routers'},
  ]);
  expect(state.step).toBe('routers');
  expect(foldEvents(state, [{atMs: 2, type: 'phase', phase: 'agents'}]).step).toBeUndefined();
});

test('a repeated warning is shown once, as the newest', () => {
  const warning = (message: string): RunEvent => ({atMs: 0, type: 'warning', code: 'W', message});
  const state = foldEvents(INITIAL_STATE, [warning('one'), warning('two'), warning('one')]);
  expect(state.warnings.map(({message}) => message)).toEqual(['two', 'one']);
});

test('certification is a fact of the run, and a mismatch a warning', () => {
  const events = normalRun();
  expect(foldEvents(INITIAL_STATE, events).certified).toBe(true);
  const message = 'router s1 (cone) after the run: asked for UDP blocked';
  const pass: RunEvent = {
    ...{atMs: 9, type: 'certification', when: 'after', tookMs: 1},
    ...{nats: [], links: [], mismatches: [message]},
  };
  const state = foldEvents(INITIAL_STATE, [...events, pass]);
  expect(state.certified).toBe(false);
  expect(state.warnings.at(-1)).toEqual({code: 'MISMATCH', message});
});
