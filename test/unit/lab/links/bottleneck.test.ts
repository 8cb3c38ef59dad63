import {expect, it} from 'vitest';
import {BottleneckFilter} from '../../../../src/lab/links/bottleneck.js';
import type {LinkModel} from '../../../../src/lab/links/model.js';

/** 1000 bytes at this rate take 1 ms. */
const RATE_BPS = 8e6;

function bottleneck(model: LinkModel): {
  offer: (atMs: number, bytes?: number) => number | string;
} & {
  configure: (model: LinkModel) => void;
} {
  const filter = new BottleneckFilter();
  filter.configure(model);
  return {
    configure: (next) => filter.configure(next),
    offer: (atMs, bytes = 1000) => {
      const transit = {atMs, sizeBytes: bytes};
      return filter.apply(transit) ?? transit.atMs;
    },
  };
}

it('lets everything pass at once without a rate', () => {
  const {offer} = bottleneck({});
  expect([offer(5), offer(5), offer(5)]).toEqual([5, 5, 5]);
});

it('takes the time that the bits need', () => {
  const {offer} = bottleneck({rateBps: RATE_BPS});
  expect([offer(0, 1000), offer(10, 500), offer(20, 1500)]).toEqual([1, 10.5, 21.5]);
});

it('lets packets wait for those ahead, and be idle in between', () => {
  const {offer} = bottleneck({rateBps: RATE_BPS});
  expect([offer(0), offer(0), offer(0.5), offer(9)]).toEqual([1, 2, 3, 10]);
});

it('drops a packet that would wait longer than the bound, and no other', () => {
  const {offer} = bottleneck({rateBps: RATE_BPS, queueMsMax: 2});
  expect([offer(0), offer(0), offer(0), offer(0), offer(1)]).toEqual([1, 2, 3, 'queue', 4]);
});

it('bounds the wait at 200 ms unless told otherwise', () => {
  const {offer} = bottleneck({rateBps: RATE_BPS});
  const answers = Array.from({length: 210}, () => offer(0));
  expect(answers.filter((answer) => answer !== 'queue')).toHaveLength(201);
});

it('keeps what is queued when the rate changes', () => {
  const {offer, configure} = bottleneck({rateBps: RATE_BPS});
  expect([offer(0), offer(0)]).toEqual([1, 2]);
  configure({rateBps: RATE_BPS / 10});
  expect([offer(0), offer(0)]).toEqual([12, 22]);
});
