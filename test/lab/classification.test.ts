import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {applySteps} from '../../src/lab/apply.js';
import {look} from '../../src/lab/certify/look.js';
import {askedNat, measuredNat} from '../../src/lab/certify/nat-verdict.js';
import {startReflector} from '../../src/lab/certify/reflector-process.js';
import {planSite} from '../../src/lab/certify/site-plan.js';
import type {Fabric, Lab} from '../../src/lab/lab.js';
import type {NatConfig} from '../../src/lab/nat/config.js';
import {NAT_GRID} from '../../src/lab/nat/grid.js';
import {freshRouterRules} from '../../src/lab/nat/router.js';
import {openLab} from '../../src/lab/open-lab.js';
import {layOut} from '../../src/lab/topology.js';

/** CONTRIBUTING.md */
const ROUNDS = Number(process.env['CLAW_CLASSIFY_ROUNDS'] ?? 2);

const scopes = {
  symmetric: 'address-and-port-dependent',
  cone: 'endpoint-independent',
} as const;
const nat = (mapping: NatConfig['mapping'], allocation: NatConfig['allocation']): NatConfig => ({
  ...{mapping, allocation},
  ...{filtering: 'address-and-port-dependent', hairpin: false},
});

/** What no preset has: an allocation for each way that a mapping can be had with it. */
const ALLOCATIONS: Record<string, NatConfig> = {
  'eim seeded': nat(scopes.cone, 'seeded'),
  'eim block': nat(scopes.cone, {block: [41_000, 41_511]}),
  'apdm block': nat(scopes.symmetric, {block: [41_000, 41_255]}),
  'apdm sequential': nat(scopes.symmetric, 'sequential'),
  'apdm seeded': nat(scopes.symmetric, 'seeded'),
};

async function upWith(fabric: Fabric, directory: string, nats: readonly NatConfig[]): Promise<Lab> {
  const names = Object.keys(NAT_GRID);
  const link = {up: {delayMs: 5}, down: {delayMs: 5}};
  const sites = nats.map((_, index) => ({
    name: `s${index + 1}`,
    nat: names[index] ?? 'cone',
    hosts: [`a${index + 1}`],
    link,
  }));
  const own = {ownerPid: process.pid, seed: 7, linkDriver: 'userspace'} as const;
  return openLab({...own, fabric, sites, directory});
}

/**
 * Has every router forget its flows, so that no round finds ports taken by the one before, and gives
 * the last of them the NATs that no preset stands for.
 */
async function freshRouters(lab: Lab, nats: readonly NatConfig[], round: number): Promise<void> {
  const {spec} = lab;
  for (const {name} of spec.sites.slice(0, Object.keys(NAT_GRID).length)) await lab.flushNat(name);
  if (spec.fabric === 'loopback') return;
  const sites = layOut(spec).sites.slice(Object.keys(NAT_GRID).length);
  await applySteps(
    sites.map(({name, namespace, address, lanCidr}, index) => {
      const config = nats[index + Object.keys(NAT_GRID).length];
      const place = {wanAddress: address, lanCidr, seed: spec.seed};
      return {
        title: `another NAT at ${name}`,
        netns: namespace,
        argv: ['nft', '-f', '-'],
        stdin: freshRouterRules({nat: config, firewall: 'open'}, place, round),
      };
    }),
  );
}

test.each<[Fabric, Record<string, NatConfig>]>([
  ['netns', {...NAT_GRID, ...ALLOCATIONS}],
  ['loopback', NAT_GRID],
])(`every type of NAT is recognised, ${ROUNDS} times in a row, %s`, async (fabric, types) => {
  const directory = await mkdtemp(join(tmpdir(), 'claw-test-'));
  const lab = await upWith(fabric, directory, Object.values(types));
  try {
    const reflector = await startReflector(lab);
    const asked = Object.values(types).map((config) =>
      askedNat({nat: config}, 'open', fabric === 'netns'),
    );
    const expected = Object.keys(types).map((name, index) => ({name, ...asked[index]}));
    for (let round = 1; round <= ROUNDS; round += 1) {
      await freshRouters(lab, Object.values(types), round);
      const startedMs = performance.now();
      const reports = await Promise.all(
        lab.access.map((access) => look(lab, access, {plan: planSite(lab, access), patience: 1})),
      );
      const measured = reports.map(({nat: seen}, index) => ({
        name: Object.keys(types)[index],
        ...(seen && asked[index] ? measuredNat(seen, asked[index]) : {}),
      }));
      expect(measured, `round ${round}`).toEqual(expected);
      const tookMs = Math.round(performance.now() - startedMs);
      process.stdout.write(`${fabric}: round ${round}, ${measured.length} NATs in ${tookMs} ms\n`);
    }
    await reflector.stop();
  } finally {
    expect(await lab.down()).toEqual({leftovers: []});
    await rm(directory, {recursive: true});
  }
});
