import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {FULL_FRAME_BYTES} from '../../../../src/lab/links/model.js';
import {RatePipe, TracePipe} from '../../../../src/lab/links/pipe.js';

const NEVER = Number.NEGATIVE_INFINITY;
const trace = (...opportunitiesMs: number[]) => ({name: 'test', opportunitiesMs});

it('says when a packet would start behind others', () => {
  const pipe = new RatePipe(8e6, NEVER);
  expect([
    pipe.startMs(5, 0),
    pipe.startMs(5, 3000),
    pipe.send(5, 1000),
    pipe.startMs(5, 0),
  ]).toEqual([5, 8, 6, 6]);
});

describe('a trace', () => {
  it('lets one full-sized packet leave at each of its times, and starts over', () => {
    const pipe = new TracePipe(trace(0, 3, 10), 100, NEVER);
    const sent = Array.from({length: 7}, () => pipe.send(100, FULL_FRAME_BYTES));
    expect(sent).toEqual([100, 103, 110, 110, 113, 120, 120]);
  });

  it('lets small packets share a time, and large ones go on at the next', () => {
    const pipe = new TracePipe(trace(2, 4, 6), 0, NEVER);
    const half = FULL_FRAME_BYTES / 2;
    expect([half, half, half, FULL_FRAME_BYTES].map((bytes) => pipe.send(0, bytes))).toEqual([
      2, 2, 4, 6,
    ]);
  });

  it('gives nothing back of what was not used', () => {
    const pipe = new TracePipe(trace(1, 2, 3, 4), 0, NEVER);
    expect([pipe.send(2.5, 100), pipe.send(2.5, FULL_FRAME_BYTES)]).toEqual([3, 4]);
    expect(pipe.send(1_000_001.5, 100)).toBe(1_000_002);
  });

  it('has as many times at once as are listed', () => {
    const pipe = new TracePipe(trace(5, 5, 5), 0, NEVER);
    const sent = Array.from({length: 4}, () => pipe.send(1, FULL_FRAME_BYTES));
    expect(sent).toEqual([5, 5, 5, 10]);
  });

  it('says when a packet would start behind others, as it then happens', () => {
    const times = fc
      .array(fc.nat(50), {minLength: 1, maxLength: 10})
      .map((gaps) => gaps.map((_, n) => gaps.slice(0, n + 1).reduce((sum, gap) => sum + gap, 1)));
    const packets = fc.array(fc.tuple(fc.nat(100), fc.integer({min: 60, max: 1514})), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(times, packets, (opportunitiesMs, offered) => {
        const pipe = new TracePipe(trace(...opportunitiesMs), 0, NEVER);
        let [nowMs, lastMs] = [0, 0];
        for (const [gapMs, bytes] of offered) {
          nowMs += gapMs;
          const startMs = pipe.startMs(nowMs, 0);
          const endMs = pipe.send(nowMs, bytes);
          expect(startMs).toBeGreaterThanOrEqual(Math.max(nowMs, lastMs));
          expect(endMs).toBeGreaterThanOrEqual(startMs);
          const behind = pipe.startMs(nowMs, 3000);
          expect(behind).toBeGreaterThanOrEqual(pipe.startMs(nowMs, 0));
          lastMs = endMs;
        }
      }),
    );
  });
});
