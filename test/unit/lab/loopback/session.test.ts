import {expect, test} from 'vitest';
import {lifetimeOf, Session} from '../../../../src/lab/loopback/session.js';

test('without an answer it lasts 30 s from the last packet', () => {
  const session = new Session('out', lifetimeOf(), 0);
  session.use('out', 10_000);
  expect(session.isOver(39_999)).toBe(false);
  expect(session.isOver(40_000)).toBe(true);
});

test('answered it lasts 120 s, once it is older than 2 s', () => {
  const session = new Session('out', lifetimeOf(), 0);
  session.use('in', 2000);
  expect(session.isOver(32_000)).toBe(true);
  session.use('in', 2001);
  expect(session.isOver(122_000)).toBe(false);
  expect(session.isOver(122_001)).toBe(true);
});

test('the answer is what goes against the first packet', () => {
  const session = new Session('in', lifetimeOf(), 0);
  session.use('in', 5000);
  expect(session.isOver(35_000)).toBe(true);
  session.use('out', 5000);
  expect(session.isOver(35_000)).toBe(false);
});

test('a time that was asked for holds with and without an answer', () => {
  const session = new Session('out', lifetimeOf(60), 0);
  expect(session.isOver(59_999)).toBe(false);
  session.use('in', 5000);
  expect(session.isOver(64_999)).toBe(false);
  expect(session.isOver(65_000)).toBe(true);
});
