import fc from 'fast-check';
import {expect, it} from 'vitest';
import {type Timed, TimerTable} from '../../../../src/core/scheduler/timer-table.js';

interface Entry extends Timed {
  name: number;
}

function entries(fired: number[]): Entry[] {
  return Array.from({length: 20}, (_, name) => ({
    name,
    dueMs: 0,
    timerIndex: -1,
    onDue: () => {
      fired.push(name);
    },
  }));
}

const step = fc.oneof(
  fc.record({type: fc.constant('set' as const), name: fc.nat(19), dueMs: fc.nat(50)}),
  fc.record({type: fc.constant('clear' as const), name: fc.nat(19)}),
  fc.record({type: fc.constant('run' as const), now: fc.nat(50)}),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

class Model {
  readonly #fired: number[] = [];
  readonly #all = entries(this.#fired);
  readonly #table = new TimerTable();
  readonly #due = new Map<number, number>();

  do(one: Step): void {
    if (one.type === 'set') {
      this.#table.set(this.#all[one.name] as Entry, one.dueMs);
      this.#due.set(one.name, one.dueMs);
    } else if (one.type === 'clear') {
      this.#table.clear(this.#all[one.name] as Entry);
      this.#due.delete(one.name);
    } else this.#run(one.now);
    expect(this.#table.nextMs).toBe(Math.min(Number.POSITIVE_INFINITY, ...this.#due.values()));
  }

  #run(now: number): void {
    const due = this.#drop((_, dueMs) => dueMs <= now);
    this.#table.run(now);
    const times = this.#fired.map((name) => Number(this.#all[name]?.dueMs));
    expect(times).toEqual(times.toSorted((first, second) => first - second));
    expect(this.#fired.splice(0).toSorted()).toEqual(due.toSorted());
  }

  #drop(isGone: (name: number, dueMs: number) => boolean): number[] {
    const gone = [...this.#due].filter(([name, dueMs]) => isGone(name, dueMs));
    for (const [name] of gone) this.#due.delete(name);
    return gone.map(([name]) => name);
  }
}

it('fires what is due, in order of time, as a plain list would', () => {
  fc.assert(
    fc.property(fc.array(step, {maxLength: 60}), (steps) => {
      const model = new Model();
      for (const one of steps) model.do(one);
    }),
  );
});

it('lets an entry set itself again', () => {
  const table = new TimerTable();
  const times: number[] = [];
  const entry: Timed = {
    dueMs: 0,
    timerIndex: -1,
    onDue: (now) => {
      times.push(now);
      if (times.length < 3) table.set(entry, now + 1);
    },
  };
  table.set(entry, 5);
  for (const now of [4, 5, 6, 7, 8]) table.run(now);
  expect(times).toEqual([5, 6, 7]);
});
