import {readFile} from 'node:fs/promises';
import {release} from 'node:os';
import {probeNetem} from '../links/netem.js';
import {hasProgram} from '../programs.js';
import {canRootless} from '../rootless.js';
import type {Ability} from './ability.js';
import {probeFeatures} from './features.js';
import {PROGRAMS, type ProgramName} from './packages.js';

/** What decides which lab this machine can have. */
export interface MachineFacts {
  /** `v20.18.0`. */
  node: string;
  /** `linux`, `darwin`, …, as Node names it. */
  platform: NodeJS.Platform;
  /** The distribution's own name for itself, or the platform. */
  system: string;
  kernel: string;
  root: boolean;
  /** User namespaces for an ordinary user; root does not need them. */
  rootless: Ability;
  /** Found by trying each in a network namespace that ends with the attempt. */
  features: {veth: Ability; nft: Ability; netem: Ability};
  missingPrograms: ProgramName[];
}

/** Looks at this machine. Starts a few short processes at once; changes nothing. */
export async function gatherFacts(): Promise<MachineFacts> {
  const linux = process.platform === 'linux';
  const root = process.getuid?.() === 0;
  const notLinux: Ability = {ok: false, why: 'it is a feature of Linux'};
  const [system, rootless, features, netem, missingPrograms] = await Promise.all([
    systemName(),
    linux ? canRootless() : notLinux,
    linux ? probeFeatures(root) : {veth: notLinux, nft: notLinux},
    linux ? netemAbility() : notLinux,
    findMissingPrograms(),
  ]);
  return {
    node: process.version,
    platform: process.platform,
    system,
    kernel: release(),
    root,
    rootless,
    features: {...features, netem},
    missingPrograms,
  };
}

async function netemAbility(): Promise<Ability> {
  return (await probeNetem()) ? {ok: true} : {ok: false, why: 'this kernel has no sch_netem'};
}

async function findMissingPrograms(): Promise<ProgramName[]> {
  const found = await Promise.all(PROGRAMS.map(hasProgram));
  return PROGRAMS.filter((_, index) => !found[index]);
}

async function systemName(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(text)?.[1] ?? process.platform;
}
