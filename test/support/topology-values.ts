import fc from 'fast-check';
import {LINK_PRESETS} from '../../src/lab/links/presets.js';
import {NAT_PRESETS} from '../../src/lab/nat/presets.js';

/** Topologies and links as their files have them, as values, and the same with mistakes in them. */

const ms = (max: number, min = 0) => fc.integer({min, max}).map((value) => `${value}ms`);
const percent = fc.integer({min: 0, max: 100}).map((value) => `${value}%`);
/** More often absent than there: whole files then stay as short as those that people write. */
const optional = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({weight: 2, arbitrary: fc.constant(undefined)}, {weight: 1, arbitrary: value});

const bursts = fc.record({enter: percent, leave: percent});
const impairments = {
  delay: optional(ms(500)),
  jitter: optional(
    fc.oneof(
      ms(50),
      fc.record({
        spread: ms(50),
        distribution: fc.constantFrom('uniform', 'normal', 'pareto'),
        reorder: fc.boolean(),
      }),
    ),
  ),
  loss: optional(fc.oneof(percent, fc.record({random: percent, bursts: optional(bursts)}))),
  duplicate: optional(percent),
  corrupt: optional(percent),
  rate: optional(fc.integer({min: 1, max: 1000}).map((value) => `${value}mbit`)),
  queue: optional(
    fc.oneof(
      ms(1000),
      fc.record({length: ms(1000), discipline: fc.constantFrom('drop-tail', 'codel')}),
    ),
  ),
  flap: optional(fc.record({every: ms(2000, 1001), down: ms(1000, 1)})),
  blackouts: optional(fc.array(fc.record({at: ms(9000), for: ms(500, 1)}), {maxLength: 2})),
};
const direction = fc.record(impairments);

export const linkValue = fc.record({
  preset: optional(fc.constantFrom(...LINK_PRESETS)),
  ...impairments,
  timeline: optional(fc.array(fc.record({at: ms(9000), ...impairments}), {maxLength: 2})),
  up: optional(direction),
  down: optional(direction),
  faults: optional(
    fc.array(
      fc.record({class: fc.constantFrom('any', 'stun-check', 'rtp'), action: fc.constant('drop')}),
      {maxLength: 2},
    ),
  ),
});

const site = fc.record({
  nat: optional(fc.constantFrom(...NAT_PRESETS)),
  link: optional(fc.oneof(fc.constantFrom(...LINK_PRESETS), linkValue)),
  hosts: optional(fc.integer({min: 1, max: 3})),
  ipv6: optional(fc.boolean()),
});

export const topologyValue = fc.record({
  seed: optional(fc.nat()),
  fabric: optional(fc.constantFrom('auto', 'netns', 'loopback')),
  links: optional(fc.constantFrom('auto', 'netem', 'userspace')),
  sites: fc
    .array(site, {minLength: 1, maxLength: 2})
    .map((sites) => Object.fromEntries(sites.map((value, index) => [`s${index + 1}`, value]))),
});

/** What people and programs put where something else belongs. */
const rubbish = fc.oneof(
  fc.constantFrom(
    ...[null, true, -1, 0.5, 1e300, '', '0ms', '101%', '50', '-1ms', '0mbit', 'netn', '__proto__'],
    ...[[], {}, [[]], {a: 1}, ['x', 'x'], {constructor: 1}],
  ),
  fc.string({maxLength: 12}),
  fc.jsonValue({maxDepth: 2}),
);

/** `value` with something else in the place of one of its parts, at any depth. */
export function spoiled(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(
      value,
      fc.array(fc.nat(), {maxLength: 6}),
      rubbish,
      fc.constantFrom('put', 'add', 'rename'),
    )
    .map(([whole, path, wrong, how]) => spoil(whole, path, wrong, how));
}

function spoil(whole: unknown, path: readonly number[], wrong: unknown, how: string): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof whole !== 'object' || whole === null) return wrong;
  if (Array.isArray(whole)) {
    if (whole.length === 0) return [wrong];
    return whole.map((item, at) =>
      at === step % whole.length ? spoil(item, rest, wrong, how) : item,
    );
  }
  const entries = Object.entries(whole).filter(([, item]) => item !== undefined);
  if (entries.length === 0 || (rest.length === 0 && how === 'add')) {
    return {...whole, [String(wrong)]: wrong};
  }
  const chosen = step % entries.length;
  return Object.fromEntries(
    entries.map(([key, item], at) => {
      if (at !== chosen) return [key, item];
      if (rest.length === 0 && how === 'rename') return [`${key}x`, item];
      return [key, spoil(item, rest, wrong, how)];
    }),
  );
}
