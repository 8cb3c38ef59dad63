import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {callAll} from '../../../../src/scenario/mesh/call-schedule.js';
import {allPairs, type Pair} from '../../../../src/scenario/mesh/pairs.js';

const never = new AbortController().signal;
const agents = (count: number) => Array.from({length: count}, (_, index) => `a${index + 1}`);

/** Calls that end when the test says so. */
class Calls {
  readonly made: Pair[] = [];
  #running: {pair: Pair; end: () => void}[] = [];

  readonly call = (pair: Pair): Promise<void> => {
    this.made.push(pair);
    return new Promise((end) => this.#running.push({pair, end}));
  };

  get running(): Pair[] {
    return this.#running.map(({pair}) => pair);
  }

  /** Ends one running call and lets the schedule go on. */
  async end(nth: number): Promise<void> {
    this.#running.splice(nth % this.#running.length, 1)[0]?.end();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('callAll', () => {
  it('calls every pair, never two with a common agent, never more than asked for', async () => {
    const plan = fc.tuple(
      fc.integer({min: 0, max: 9}),
      fc.integer({min: 1, max: 6}),
      fc.infiniteStream(fc.nat(9)),
    );
    await fc.assert(
      fc.asyncProperty(plan, async ([count, concurrency, order]) => {
        const pairs = allPairs(agents(count));
        const calls = new Calls();
        const done = callAll(pairs, concurrency, calls.call, never);
        while (calls.running.length > 0) {
          const busy = calls.running.flatMap(({from, to}) => [from, to]);
          expect(new Set(busy).size).toBe(busy.length);
          expect(calls.running.length).toBeLessThanOrEqual(concurrency);
          await calls.end(order.next().value);
        }
        await done;
        expect(new Set(calls.made)).toEqual(new Set(pairs));
        expect(calls.made).toHaveLength(pairs.length);
      }),
      {numRuns: 50},
    );
  });

  it('keeps every agent busy that can be', () => {
    const calls = new Calls();
    void callAll(allPairs(agents(6)), 10, calls.call, never);
    expect(calls.running).toHaveLength(3);
  });

  it('takes no new pair once it is aborted, and waits for those that run', async () => {
    const abort = new AbortController();
    const calls = new Calls();
    let ended = false;
    const done = callAll(allPairs(agents(6)), 3, calls.call, abort.signal).then(() => {
      ended = true;
    });
    abort.abort();
    await calls.end(0);
    await calls.end(0);
    expect(ended).toBe(false);
    await calls.end(0);
    await done;
    expect(calls.made).toHaveLength(3);
  });

  it('calls nobody when it is aborted before', async () => {
    const calls = new Calls();
    await callAll(allPairs(agents(4)), 2, calls.call, AbortSignal.abort());
    expect(calls.made).toEqual([]);
  });
});
