import {expect, it} from 'vitest';
import {Direction} from '../../../../src/lab/links/direction.js';
import type {LinkModel} from '../../../../src/lab/links/model.js';
import {LINK_CASES, type LinkCase} from '../../../support/link-cases.js';
import {expectEquivalent} from '../../../support/link-expectation.js';
import type {LinkObservation} from '../../../support/link-observation.js';
import {arrivals} from './arrivals.js';

const HEADER_BYTES = 14 + 20 + 8;

/** What a perfect driver of `model` would show when the train of a case is sent through it. */
function observe({packets, perMs, payloadBytes}: LinkCase, model: LinkModel): LinkObservation {
  const sentMs = Array.from({length: packets}, (_, packet) => packet / perMs);
  const direction = new Direction(model, 4711, 's1/up', 0);
  const sizeBytes = payloadBytes + HEADER_BYTES;
  const came = arrivals(
    direction,
    sentMs.map((atMs) => ({atMs, sizeBytes})),
  );
  return {sentMs, arrivals: came.sort((one, other) => one.atMs - other.atMs)};
}

it.each(LINK_CASES)('a driver that does as asked passes: $name', (linkCase) => {
  expectEquivalent(linkCase, observe(linkCase, linkCase.model));
});

it.each(LINK_CASES)('a driver that is 10 ms late is refused: $name', (linkCase) => {
  const late = {...linkCase.model, delayMs: (linkCase.model.delayMs ?? 0) + 10};
  expect(() => expectEquivalent(linkCase, observe(linkCase, late))).toThrow();
});

const wrongs: [string, LinkModel][] = [
  ['normal jitter that reorders', {jitterMs: 6}],
  ['independent loss', {loss: 0.13}],
  [
    'loss in bursts (Gilbert-Elliott)',
    {lossBursts: {enter: 0.05, leave: 0.15, lossInside: 0.9, lossOutside: 0.01}},
  ],
  ['duplication', {duplicate: 0.1}],
  ['a bottleneck with a queue', {rateBps: 3.3e6}],
  ['a bottleneck with a queue', {queueMsMax: 130}],
];

it.each(wrongs)('a driver that is wrong in another way is refused: %s, %j', (name, wrong) => {
  const linkCase = LINK_CASES.find((each) => each.name === name) as LinkCase;
  const seen = observe(linkCase, {...linkCase.model, ...wrong});
  expect(() => expectEquivalent(linkCase, seen)).toThrow();
});
