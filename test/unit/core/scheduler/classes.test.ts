import {expect, it} from 'vitest';
import {PriorityClasses, type Sender} from '../../../../src/core/scheduler/classes.js';
import type {RoundRobin} from '../../../../src/core/scheduler/round-robin.js';
import {FrameWriter} from '../../../../src/core/wire/frame-writer.js';

/** Has `left` frames of `bytes` bytes to send, and writes its name into a log. */
class Talker implements Sender {
  ring: RoundRobin<Sender> | undefined;
  nextTurn: Sender | undefined;
  previousTurn: Sender | undefined;
  readonly priority: number;
  readonly #log: string[];
  readonly #name: string;
  readonly #bytes: number;
  left: number;

  constructor(log: string[], name: string, priority: number, left: number, bytes = 10) {
    this.#log = log;
    this.#name = name;
    this.priority = priority;
    this.left = left;
    this.#bytes = bytes;
  }

  wants(): boolean {
    return this.left > 0;
  }

  write({writer}: {writer: FrameWriter}): boolean {
    if (writer.space < this.#bytes) return false;
    writer.offset += this.#bytes;
    this.left -= 1;
    this.#log.push(this.#name);
    return true;
  }
}

function fill(classes: PriorityClasses, space: number): void {
  const writer = new FrameWriter();
  writer.begin(new Uint8Array(space), 0, space);
  for (let priority = 0; priority < 5; priority++) classes.fill(priority, {writer, frames: []}, 0);
}

it('takes turns within a class, and a higher class first', () => {
  const log: string[] = [];
  const classes = new PriorityClasses();
  classes.ready(new Talker(log, 'low', 4, 9));
  for (const name of ['a', 'b', 'c']) classes.ready(new Talker(log, name, 2, 2));
  fill(classes, 75);
  expect(log.join(' ')).toBe('a b c a b c low');
  fill(classes, 25);
  expect(log.join(' ')).toBe('a b c a b c low low low');
});

it('goes on with the turn of the next one in the next packet', () => {
  const log: string[] = [];
  const classes = new PriorityClasses();
  for (const name of ['a', 'b', 'c']) classes.ready(new Talker(log, name, 2, 9));
  fill(classes, 40);
  fill(classes, 40);
  expect(log.join(' ')).toBe('a b c a b c a b');
});

it('leaves room that a large frame cannot use to the classes below', () => {
  const log: string[] = [];
  const classes = new PriorityClasses();
  classes.ready(new Talker(log, 'large', 1, 2, 60));
  classes.ready(new Talker(log, 'low', 4, 9));
  fill(classes, 100);
  expect(log.join(' ')).toBe('large low low low low');
});

it('lets the held ride along after the ready ones of their class', () => {
  const log: string[] = [];
  const classes = new PriorityClasses();
  const held = new Talker(log, 'held', 2, 1);
  classes.hold(held);
  classes.ready(new Talker(log, 'ready', 2, 2));
  classes.ready(new Talker(log, 'low', 3, 1));
  expect([classes.isHeld(held), classes.wantsReady(2), classes.wantsHeld(2)]).toEqual([
    true,
    true,
    true,
  ]);
  fill(classes, 100);
  expect(log.join(' ')).toBe('ready ready held low');
  expect([classes.wantsReady(2), classes.wantsHeld(2), held.ring]).toEqual([
    false,
    false,
    undefined,
  ]);
});

it('forgets who has nothing to send, and takes them back', () => {
  const log: string[] = [];
  const classes = new PriorityClasses();
  const [a, b] = [new Talker(log, 'a', 2, 0), new Talker(log, 'b', 2, 1)];
  classes.ready(a);
  classes.ready(b);
  expect(classes.wantsReady(2)).toBe(true);
  expect(a.ring).toBeUndefined();
  a.left = 1;
  classes.ready(a);
  classes.ready(a);
  classes.leave(b);
  fill(classes, 100);
  expect(log.join(' ')).toBe('a');
});
