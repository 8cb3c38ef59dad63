import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {applySteps} from '../../src/lab/apply.js';
import {mismatches} from '../../src/lab/certify/certification.js';
import {certify} from '../../src/lab/certify/certify.js';
import type {Fabric, Lab} from '../../src/lab/lab.js';
import {namespaceName} from '../../src/lab/names.js';
import {NAT_GRID} from '../../src/lab/nat/grid.js';
import {openLab} from '../../src/lab/open-lab.js';

const link = {up: {delayMs: 15}, down: {delayMs: 20}};
let lab: Lab;
let directory: string;

async function up(fabric: Fabric, nats: readonly string[]): Promise<Lab> {
  directory = await mkdtemp(join(tmpdir(), 'claw-test-'));
  const sites = nats.map((nat, index) => ({
    name: `s${index + 1}`,
    nat,
    hosts: [`a${index + 1}`],
    link,
  }));
  const spec = {ownerPid: process.pid, seed: 7, linkDriver: 'userspace', sites, directory} as const;
  lab = await openLab({...spec, fabric});
  return lab;
}

afterEach(async () => {
  expect(await lab.down()).toEqual({leftovers: []});
  await rm(directory, {recursive: true});
});

test.each(['netns', 'loopback'] as const)(
  'every NAT type is what was asked, %s',
  async (fabric) => {
    await up(fabric, ['none', 'cone', 'symmetric', ...Object.keys(NAT_GRID)]);
    const {nats} = await certify(lab, 'before');
    expect(nats).toHaveLength(12);
    expect(nats.filter(({ok}) => !ok)).toEqual([]);
  },
);

test('a sabotaged router and a sabotaged link are named', async () => {
  await up('netns', ['adm-adf', 'cone']);
  const netns = namespaceName(process.pid, 's1');
  const argv = ['nft', 'flush', 'chain', 'ip', 'nat', 'remember'];
  await applySteps([{title: 'rules deleted', netns, argv}]);
  const links = new Map(lab.links()).set('s2', {up: {delayMs: 60}, down: link.down});
  const found = mismatches(await certify({...lab, links: () => links}, 'before'));
  expect(found).toContainEqual(
    expect.stringMatching(/^router s1 \(adm-adf\) before the run: filtering/),
  );
  expect(found).toContainEqual(
    expect.stringMatching(/^link s2 up before the run: delay .* instead of 60 ms$/),
  );
});
