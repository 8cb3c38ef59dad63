import {z} from 'zod';
import {didYouMean} from '../did-you-mean.js';
import {section, word} from '../yaml-schema.js';
import {type Network, parseNetwork} from './address.js';
import {ACTIONS, PATH_KINDS, type PortRange} from './policy.js';

const PORT_MAX = 65_535;
const ENTRIES_MAX = 4096;
const ANY_ZONE = '*';

const list = <Entry extends z.ZodType>(entry: Entry, what: string) => {
  const error = `is not a list of ${what}`;
  return z.array(entry, {error}).max(ENTRIES_MAX, {error: `has more than ${ENTRIES_MAX} entries`});
};

const network = z.string({error: 'is not a network'}).transform((text, context): Network => {
  const parsed = parseNetwork(text);
  if (parsed) return parsed;
  const message = `"${text}" is not a network`;
  const hint =
    'Give an address or a network like 10.1.0.0/16 or 2001:db8::/32, no bits set after the mask.';
  context.addIssue({code: 'custom', message, params: {hint}});
  return z.NEVER;
});

const ports = z
  .union([z.int(), z.string()], {error: 'is not a port'})
  .transform((given, context): PortRange => {
    const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(String(given)) ?? [];
    const range = [Number(first), Number(last ?? first)] as const;
    if (range[0] >= 1 && range[0] <= range[1] && range[1] <= PORT_MAX) return range;
    const message = `"${given}" is neither a port from 1 to ${PORT_MAX} nor a range like 10000-20000`;
    context.addIssue({code: 'custom', message});
    return z.NEVER;
  });

const name = z.string({error: 'is not a name'}).min(1, {error: 'is not a name'});
const networks = list(network, 'networks');
const portList = list(ports, 'ports');
const paths = list(word(PATH_KINDS), 'path kinds');

const side = section({
  allow: networks.optional(),
  deny: networks.default([]),
  ports: portList.optional(),
});

const rule = section({
  between: z.tuple([name, name], {error: 'is not a list of two zones'}),
  action: word(ACTIONS),
  relays: list(name, 'relays').min(1, {error: 'is empty'}).optional(),
  paths: paths.optional(),
  ports: portList.optional(),
});

/** A policy as files write it (docs/policy.md). */
export const policySchema = section({
  description: z.string({error: 'is not text'}).optional(),
  local: side.default({deny: []}),
  remote: side.default({deny: []}),
  paths: paths.optional(),
  relays: z.record(name, networks, {error: 'is not a list of relays by name'}).default({}),
  zones: z
    .record(
      name,
      section({networks: networks.default([]), agents: list(name, 'agents').default([])}),
      {error: 'is not a list of zones by name'},
    )
    .default({}),
  rules: list(rule, 'rules').default([]),
}).superRefine(({zones, relays, rules}, context) => {
  const known = {zone: Object.keys(zones), relay: Object.keys(relays)};
  if (known.zone.includes(ANY_ZONE)) {
    context.addIssue({
      code: 'custom',
      message: '"*" stands for any zone',
      path: ['zones', ANY_ZONE],
    });
  }
  const check = (kind: 'zone' | 'relay', asked: string, path: PropertyKey[]) => {
    if (known[kind].includes(asked)) return;
    const guess = didYouMean(asked, known[kind]);
    const rest = guess ? `did you mean "${guess}"?` : `known: ${known[kind].join(', ') || 'none'}`;
    context.addIssue({code: 'custom', message: `there is no ${kind} "${asked}", ${rest}`, path});
  };
  for (const [index, {between, relays: named, action, paths: kinds}] of rules.entries()) {
    for (const [end, zone] of between.entries()) {
      if (zone !== ANY_ZONE) check('zone', zone, ['rules', index, 'between', end]);
    }
    for (const [at, relay] of (named ?? []).entries()) {
      check('relay', relay, ['rules', index, 'relays', at]);
    }
    if (action === 'relayOnly' && kinds?.includes('direct')) {
      const message = 'a rule that is relayOnly has no direct path';
      context.addIssue({code: 'custom', message, path: ['rules', index, 'paths']});
    }
  }
});

export type PolicySettings = z.output<typeof policySchema>;
