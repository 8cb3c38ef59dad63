import fc from 'fast-check';
import type {Candidate, Description, Signal} from '../../../../src/core/signaling/signal.js';

const candidate: fc.Arbitrary<Candidate> = fc.record(
  {line: fc.string({maxLength: 512}), mid: fc.string({maxLength: 32})},
  {noNullPrototype: true},
);
const attempt = fc.string({maxLength: 64});

export const description: fc.Arbitrary<Description> = fc.record(
  {
    kind: fc.constant('describe' as const),
    attempt,
    replyTo: fc.string({maxLength: 64}),
    reach: fc.constantFrom('direct' as const, 'relayed' as const),
    relay: fc.constantFrom('udp' as const, 'tcp' as const, 'tls' as const),
    symmetric: fc.boolean(),
    // JSON has no negative zero.
    seedRttMs: fc.double({min: 0, max: 60_000, noNaN: true}).map((value) => value + 0),
    sdp: fc.string({maxLength: 2000}),
    candidates: fc.array(candidate, {maxLength: 64}),
  },
  {
    requiredKeys: ['kind', 'attempt', 'reach', 'symmetric', 'seedRttMs', 'sdp', 'candidates'],
    noNullPrototype: true,
  },
);

/** Any signal within the bounds of what an agent accepts. */
export const signal: fc.Arbitrary<Signal> = fc.oneof(
  description,
  fc.record({kind: fc.constant('candidate' as const), attempt, candidate}, {noNullPrototype: true}),
  fc.record(
    {
      kind: fc.constant('close' as const),
      attempt,
      reason: fc.string({maxLength: 256}),
      isOver: fc.constant(true as const),
    },
    {requiredKeys: ['kind', 'attempt', 'reason'], noNullPrototype: true},
  ),
);
