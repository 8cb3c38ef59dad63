import {EventEmitter} from 'node:events';
import {expect, test} from 'vitest';
import {type InterruptSource, watchInterrupts} from '../../../src/cli/signals.js';

function sourceAt(clock: {nowMs: number}) {
  const emitter = new EventEmitter();
  const exits: number[] = [];
  const said: string[] = [];
  const source: InterruptSource = {
    on: (event, listener) => emitter.on(event, listener),
    off: (event, listener) => emitter.off(event, listener),
    exit: (code) => exits.push(code),
    say: (text) => said.push(text),
    nowMs: () => clock.nowMs,
  };
  return {emitter, exits, said, source};
}

test('the first signal aborts and says so, the second exits at once', () => {
  const clock = {nowMs: 0};
  const {emitter, exits, said, source} = sourceAt(clock);
  const interrupts = watchInterrupts(source);
  expect(interrupts.received).toBeUndefined();

  emitter.emit('SIGINT');
  expect(interrupts.signal.aborted).toBe(true);
  expect(interrupts.signal.reason).toBe(interrupts.received);
  expect(interrupts.received?.exitCode).toBe(130);
  expect(said).toEqual(['claw: cleaning up, press again to exit at once\n']);

  clock.nowMs = 1000;
  emitter.emit('SIGINT');
  expect(exits).toEqual([130]);
});

test('one key press that npm delivers twice is one request', () => {
  const clock = {nowMs: 0};
  const {emitter, exits, source} = sourceAt(clock);
  watchInterrupts(source);
  emitter.emit('SIGINT');
  clock.nowMs = 20;
  emitter.emit('SIGINT');
  expect(exits).toEqual([]);
});

test('another signal is another request, however soon', () => {
  const {emitter, exits, source} = sourceAt({nowMs: 0});
  watchInterrupts(source);
  emitter.emit('SIGINT');
  emitter.emit('SIGTERM');
  expect(exits).toEqual([143]);
});

test('after dispose nothing listens', () => {
  const {emitter, source} = sourceAt({nowMs: 0});
  watchInterrupts(source).dispose();
  expect(emitter.eventNames()).toEqual([]);
});
