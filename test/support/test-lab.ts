import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect} from 'vitest';
import {applySteps} from '../../src/lab/apply.js';
import type {Lab, LabSpec, LinkDriver} from '../../src/lab/lab.js';
import {namespaceName} from '../../src/lab/names.js';
import type {NatConfig} from '../../src/lab/nat/config.js';
import {natRules} from '../../src/lab/nat/nft.js';
import {createNetnsLab} from '../../src/lab/netns-lab.js';

/** A lab of this process, in namespaces. */
export async function openTestLab(linkDriver: LinkDriver, sites: LabSpec['sites']): Promise<Lab> {
  const directory = await mkdtemp(join(tmpdir(), 'claw-test-'));
  const about = {ownerPid: process.pid, seed: 7, fabric: 'netns', linkDriver} as const;
  return createNetnsLab({...about, directory, sites});
}

/** Fails when anything of it is left. */
export async function closeTestLab(lab: Lab): Promise<void> {
  expect(await lab.down()).toEqual({leftovers: []});
  await rm(lab.spec.directory, {recursive: true});
}

/** Gives the first site, `s1`, another NAT. */
export async function changeNat(lab: Lab, config: NatConfig): Promise<void> {
  const place = {wanAddress: '198.18.1.2', lanCidr: '10.1.0.0/24', seed: lab.spec.seed};
  const netns = namespaceName(process.pid, 's1');
  const stdin = `table ip nat\ndelete table ip nat\n${natRules(config, place)}`;
  await applySteps([{title: 'another NAT', netns, argv: ['nft', '-f', '-'], stdin}]);
}
