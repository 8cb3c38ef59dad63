import fc from 'fast-check';
import type {LinkModel, LinkModels, TimelineEntry} from '../../../src/lab/links/model.js';

const STEPS = 1000;
/** Evenly spread, in steps: doubles from `fc.double` are nearly all next to nothing. */
const upTo = (max: number) => fc.nat(STEPS).map((steps) => (steps * max) / STEPS);

const rateBps = fc.constantFrom(500e3, 2e6, 10e6, 50e6, 200e6);

const lossBursts = fc.record({
  enter: upTo(0.02),
  leave: upTo(0.95).map((more) => 0.05 + more),
  lossInside: fc.constantFrom(0.5, 1),
  lossOutside: fc.constant(0),
});

/** Ends within 15 s from the beginning. */
const blackout = fc.record({atMs: upTo(10_000), forMs: upTo(5000)});

const change = fc.record({delayMs: upTo(200), rateBps, loss: upTo(0.1)}, {requiredKeys: []});

const timeline: fc.Arbitrary<TimelineEntry[]> = fc.array(fc.record({atMs: upTo(10_000), change}), {
  minLength: 1,
  maxLength: 4,
});

/** One direction: most impairments absent in most of them. */
const linkModel: fc.Arbitrary<LinkModel> = fc.record(
  {
    delayMs: upTo(150),
    jitterMs: upTo(30),
    jitterDistribution: fc.constantFrom('uniform', 'normal', 'pareto'),
    reorder: fc.boolean(),
    loss: fc.oneof(upTo(0.02), upTo(0.3)),
    lossBursts,
    duplicate: upTo(0.1),
    corrupt: upTo(0.1),
    rateBps,
    queueMsMax: fc.constantFrom(10, 50, 200, 1000),
    codel: fc.constant({targetMs: 5, intervalMs: 100}),
    blackouts: fc.array(blackout, {minLength: 1, maxLength: 3}),
    timeline,
  },
  {requiredKeys: ['delayMs']},
);

/** Both directions; they have nothing in common. */
export const linkModels: fc.Arbitrary<LinkModels> = fc.record({up: linkModel, down: linkModel});
