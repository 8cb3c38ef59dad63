import fc from 'fast-check';
import type {LinkModel, LinkModels, TimelineEntry} from '../../../src/lab/links/model.js';

const share = (max: number) => fc.double({min: 0, max, noNaN: true, noDefaultInfinity: true});
const ms = (max: number) => share(max);

const rateBps = fc.constantFrom(500e3, 2e6, 10e6, 50e6, 200e6);

const lossBursts = fc.record({
  enter: share(0.02),
  leave: fc.double({min: 0.05, max: 1, noNaN: true}),
  lossInside: fc.constantFrom(0.5, 1),
  lossOutside: fc.constant(0),
});

/** Ends within 15 s from the beginning. */
const blackout = fc.record({atMs: ms(10_000), forMs: ms(5000)});

const change = fc.record({delayMs: ms(200), rateBps, loss: share(0.1)}, {requiredKeys: []});

const timeline: fc.Arbitrary<TimelineEntry[]> = fc.array(fc.record({atMs: ms(10_000), change}), {
  minLength: 1,
  maxLength: 4,
});

/** One direction: most impairments absent in most of them. */
const linkModel: fc.Arbitrary<LinkModel> = fc.record(
  {
    delayMs: ms(150),
    jitterMs: ms(30),
    jitterDistribution: fc.constantFrom('uniform', 'normal', 'pareto'),
    reorder: fc.boolean(),
    loss: fc.oneof(share(0.02), share(0.3)),
    lossBursts,
    duplicate: share(0.1),
    corrupt: share(0.1),
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
