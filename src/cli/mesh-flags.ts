import {randomInt} from 'node:crypto';
import {Flags, type Interfaces} from '@oclif/core';
import {ClawError} from '../errors.js';
import type {ChosenLab} from '../lab/doctor/choose.js';
import {natPreset} from '../lab/nat/presets.js';
import {checkMeshOptions, type MeshOptions} from '../scenario/mesh/options.js';
import {carrierFlag} from './agent-flags.js';
import {
  durationFlag,
  listFlag,
  percentFlag,
  positiveIntegerFlag,
  progressFlag,
  rateFlag,
  seedFlag,
} from './flags.js';

/** Flags of `claw mesh up`. */
export const meshFlags = {
  agents: positiveIntegerFlag({default: 6, description: 'Agents; every pair is connected.'}),
  sites: positiveIntegerFlag({description: 'Sites they are dealt to; default 3, or fewer.'}),
  nat: listFlag({
    default: ['cone', 'symmetric', 'none'],
    description:
      'NAT of the sites, in turn: none, cone, symmetric, home, carrier, …; docs/nat.md has all.',
    defaultHelp: async () => 'cone,symmetric,none',
  }),
  ipv6: Flags.boolean({description: 'Give every site IPv6 too, without NAT; netns only.'}),
  rtt: durationFlag({default: 50, description: 'Round trip between sites.', defaultHelp: ms(50)}),
  jitter: durationFlag({default: 0, description: 'Peak deviation, one way.', defaultHelp: ms(0)}),
  loss: percentFlag({
    default: 0,
    description: 'Packets lost between sites, each way.',
    defaultHelp: async () => '0%',
  }),
  rate: rateFlag({description: 'Rate of each site’s link, each way; default unlimited.'}),
  seed: seedFlag({description: 'Seed of every random decision; default random, always shown.'}),
  fabric: Flags.option({
    options: ['auto', 'netns', 'loopback'] as const,
    default: 'auto' as const,
    description: 'How hosts are isolated; see "claw doctor".',
  })(),
  links: Flags.option({
    options: ['auto', 'netem', 'userspace'] as const,
    default: 'auto' as const,
    description: 'Who impairs the links.',
  })(),
  carrier: carrierFlag(),
  duration: durationFlag({description: 'Stay up this long once connected; default until Ctrl-C.'}),
  certify: Flags.boolean({
    allowNo: true,
    default: true,
    description: 'Measure routers and links before and after; a mismatch makes the run invalid.',
  }),
  progress: progressFlag(),
  keep: Flags.boolean({description: 'Keep logs and events also when all went well.'}),
  'dry-run': Flags.boolean({description: 'Print what would be set up, and set up nothing.'}),
  full: Flags.boolean({description: 'One row for every connection, however many.'}),
};

export type MeshFlags = Interfaces.InferredFlags<typeof meshFlags>;

/** What the flags ask for, in the lab this machine has. Throws usage errors for contradictions. */
export function toMeshOptions(flags: MeshFlags, lab: ChosenLab): MeshOptions {
  const sites = flags.sites ?? Math.min(3, flags.agents);
  for (const name of flags.nat) checkNat(name);
  const natIsDefault = flags.nat.join() === 'cone,symmetric,none';
  const options: MeshOptions = {
    agents: flags.agents,
    sites,
    nat: natIsDefault ? flags.nat.slice(0, sites) : flags.nat,
    rttMs: flags.rtt,
    jitterMs: flags.jitter,
    loss: flags.loss,
    seed: flags.seed ?? randomInt(2 ** 32),
    fabric: lab.fabric,
    linkDriver: lab.linkDriver,
    carrier: flags.carrier,
    ...(flags.ipv6 ? {ipv6: true} : {}),
    ...(flags.rate === undefined ? {} : {rateBps: flags.rate}),
    ...(flags.duration === undefined ? {} : {durationMs: flags.duration}),
  };
  checkMeshOptions(options);
  return options;
}

/** Throws `NAT_UNKNOWN`, before anything is set up. */
function checkNat(name: string): void {
  try {
    natPreset(name);
  } catch (error) {
    if (!(error instanceof ClawError)) throw error;
    const {message, code, hint = ''} = error;
    throw new ClawError(`--nat: ${message}`, {code, hint});
  }
}

function ms(value: number): () => Promise<string> {
  return async () => `${value}ms`;
}
