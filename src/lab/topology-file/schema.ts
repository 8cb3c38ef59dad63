import {z} from 'zod';
import {ClawError} from '../../errors.js';
import {section, word} from '../../yaml-schema.js';
import {linkPreset} from '../links/presets.js';
import {linkSchema} from '../links/schema.js';
import {NAME_HINT, nameChecker} from '../names.js';
import {natPreset} from '../nat/presets.js';
import {HOSTS_PER_SITE_MAX, SITES_MAX} from '../topology.js';

const SEED_MAX = 2 ** 32 - 1;
const HOST_COUNT = `is neither a list of names nor a number from 1 to ${HOSTS_PER_SITE_MAX}`;

const nat = z.string({error: 'is not the name of a NAT preset'}).superRefine((name, context) => {
  addProblemOf(context, () => natPreset(name));
});

/** `wifi` is short for `{preset: wifi}`. */
const link = z.preprocess((value, context) => {
  if (typeof value !== 'string') return value;
  return addProblemOf(context, () => linkPreset(value)) ? {} : {preset: value};
}, linkSchema);

const hostName = z.union([z.string(), z.number()], {error: 'is not a name'}).transform(String);
const size = {error: HOST_COUNT};
const hosts = z.union(
  [
    z.int(size).min(1, size).max(HOSTS_PER_SITE_MAX, size),
    z.array(hostName).min(1, size).max(HOSTS_PER_SITE_MAX, size),
  ],
  size,
);

const site = section({
  nat: nat.default('none'),
  link: link.default({}),
  hosts: hosts.default(1),
  ipv6: z.boolean({error: 'is neither true nor false'}).default(false),
});

const sites = z
  .record(z.string(), site, {error: 'is not a list of sites by name'})
  .superRefine((named, context) => {
    const count = Object.keys(named).length;
    if (count < 1 || count > SITES_MAX) {
      const message = `a lab has 1 to ${SITES_MAX} sites, and here are ${count}`;
      context.addIssue({code: 'custom', message});
    }
    addNameProblems(named, context);
  });

const range = {error: `is not a whole number from 0 to ${SEED_MAX}`};

/** A topology as files write it (docs/topology.md). */
export const topologySchema = section({
  description: z.string({error: 'is not text'}).optional(),
  seed: z.int(range).min(0, range).max(SEED_MAX, range).optional(),
  fabric: word(['auto', 'netns', 'loopback']).default('auto'),
  links: word(['auto', 'netem', 'userspace']).default('auto'),
  sites,
});

export type TopologySettings = z.output<typeof topologySchema>;

/** Names of sites and hosts are of one kind: each is a namespace, and each only once. */
function addNameProblems(
  named: Record<string, {hosts: number | readonly string[]}>,
  context: z.core.$RefinementCtx,
): void {
  const check = nameChecker();
  const report = (name: string, path: PropertyKey[]) => {
    const message = check(name);
    if (message) context.addIssue({code: 'custom', message, path, params: {hint: NAME_HINT}});
  };
  for (const [name, {hosts: given}] of Object.entries(named)) {
    report(name, [name]);
    if (typeof given === 'number') continue;
    for (const [index, host] of given.entries()) report(host, [name, 'hosts', index]);
  }
}

/** Turns an error of `check` into an issue; returns whether there was one. */
function addProblemOf(context: z.core.$RefinementCtx, check: () => unknown): boolean {
  try {
    check();
    return false;
  } catch (error) {
    if (!(error instanceof ClawError)) throw error;
    context.addIssue({code: 'custom', message: error.message, params: {hint: error.hint}});
    return true;
  }
}
