import type {Ability} from './ability.js';
import type {ChosenLab} from './choose.js';
import type {MachineFacts} from './facts.js';
import {PACKAGES, PROGRAMS, type ProgramName} from './packages.js';

/** One thing that was looked at. */
export interface DiagnosisRow {
  group: 'machine' | 'kernel' | 'programs' | 'lab';
  name: string;
  /** `limited`: claw works without it, with less. */
  state: 'ok' | 'limited' | 'failed';
  value: string;
  /** What to do about it. */
  hint?: string;
}

export function machineRows(facts: MachineFacts, nodeSupported: boolean): DiagnosisRow[] {
  const group = 'machine';
  return [
    nodeSupported
      ? {group, name: 'node', state: 'ok', value: facts.node}
      : {
          group,
          name: 'node',
          state: 'failed',
          value: facts.node,
          hint: 'Install Node 20.18 or newer.',
        },
    {group, name: 'system', state: 'ok', value: facts.system},
    {group, name: 'kernel', state: 'ok', value: facts.kernel},
    {group, name: 'user', state: 'ok', value: facts.root ? 'root' : 'not root'},
  ];
}

export function kernelRows({root, rootless, features}: MachineFacts): DiagnosisRow[] {
  return [
    namespacesRow(rootless, root),
    kernelRow('veth', features.veth, 'Run as root; in a container, with CAP_NET_ADMIN.'),
    kernelRow('nftables', features.nft, 'Install nftables; load the module nf_tables.'),
    kernelRow(
      'netem',
      features.netem,
      'Load the module sch_netem (linux-modules-extra on Ubuntu).',
    ),
  ];
}

export function programRows(
  missing: readonly ProgramName[],
  versions: ReadonlyMap<ProgramName, string>,
): DiagnosisRow[] {
  return PROGRAMS.map((name) => {
    const row = {group: 'programs', name} as const;
    if (!missing.includes(name)) {
      return {...row, state: 'ok', value: versions.get(name) ?? 'installed'};
    }
    const hint = `apt-get install ${PACKAGES[name]}`;
    return {...row, state: 'limited', value: 'not installed', hint};
  });
}

/** What `auto` gives; where that is not the best there is, why. */
export function labRows(lab: ChosenLab | null, root: boolean): DiagnosisRow[] {
  const group = 'lab';
  if (!lab) {
    const hint = 'See the rows that failed.';
    return [{group, name: 'fabric', state: 'failed', value: 'none works here', hint}];
  }
  const how = root ? 'as root' : 'in a user namespace';
  const reason = lab.reasons.join(' ');
  const [netns, netem] = [lab.fabric === 'netns', lab.linkDriver === 'netem'];
  return [
    netns
      ? {group, name: 'fabric', state: 'ok', value: `netns, ${how}`}
      : {group, name: 'fabric', state: 'limited', value: 'loopback', hint: reason},
    netns && !netem
      ? {group, name: 'links', state: 'limited', value: 'userspace', hint: reason}
      : {group, name: 'links', state: 'ok', value: lab.linkDriver},
  ];
}

function namespacesRow(rootless: Ability, root: boolean): DiagnosisRow {
  const hint = 'Run as root, or lift what is named.';
  const row = kernelRow('user namespaces', rootless, hint);
  if (rootless.ok || !root) return row;
  return {group: row.group, name: row.name, state: 'ok', value: `${row.value} (root needs none)`};
}

function kernelRow(name: string, ability: Ability, hint: string): DiagnosisRow {
  const row = {group: 'kernel', name} as const;
  if (ability.ok) return {...row, state: 'ok', value: 'yes'};
  return {...row, state: 'limited', value: `no: ${ability.why}`, hint};
}
