import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {mismatches} from '../../src/lab/certify/certification.js';
import {certify} from '../../src/lab/certify/certify.js';
import {look} from '../../src/lab/certify/look.js';
import {planSite} from '../../src/lab/certify/site-plan.js';
import type {FirewallProfile} from '../../src/lab/firewall/profile.js';
import type {Fabric, HostAccess, Lab, SiteSpec} from '../../src/lab/lab.js';
import type {LinkModels} from '../../src/lab/links/model.js';
import {NAT_PRESETS} from '../../src/lab/nat/presets.js';
import {openLab} from '../../src/lab/open-lab.js';

const LINK: LinkModels = {up: {delayMs: 15}, down: {delayMs: 20}};
let lab: Lab;
let directory: string;

type Asked = Partial<Pick<SiteSpec, 'nat' | 'firewall' | 'link'>>;

async function up(fabric: Fabric, asked: readonly Asked[]): Promise<void> {
  directory = await mkdtemp(join(tmpdir(), 'claw-test-'));
  const sites = asked.map((site, index) => ({
    name: `s${index + 1}`,
    hosts: [`a${index + 1}`],
    ...{nat: 'none', link: LINK},
    ...site,
  }));
  const spec = {ownerPid: process.pid, seed: 7, linkDriver: 'userspace', sites, directory} as const;
  lab = await openLab({...spec, fabric});
}

afterEach(async () => {
  expect(await lab.down()).toEqual({leftovers: []});
  await rm(directory, {recursive: true});
});

test.each(['netns', 'loopback'] as const)('every preset is what was asked, %s', async (fabric) => {
  await up(
    fabric,
    NAT_PRESETS.map((nat) => ({nat})),
  );
  const found = await certify(lab, 'before');
  expect(mismatches(found)).toEqual([]);
  expect(found.nats.map(({nat, verdict}) => `${nat} ${verdict}`)).toEqual(
    NAT_PRESETS.map((nat) => `${nat} as-asked`),
  );
  const measured = new Set(
    found.links.filter(({verdict}) => verdict === 'as-asked').map(({link}) => link),
  );
  // Without UDP only the netns fabric has another way to time a link.
  expect(lab.access.length - measured.size).toBe(fabric === 'netns' ? 0 : 3);
});

test('an allow-list is certified as far as it lets the probe out', async () => {
  const CORE = '198.18.0.0/24';
  const firewalls: FirewallProfile[] = [
    {allow: [{cidr: CORE, protocol: 'udp'}]},
    {allow: [{cidr: CORE, protocol: 'tcp', ports: [443, 443]}]},
    {allow: [{cidr: '198.18.0.2/32', protocol: 'udp', ports: [3478, 3478]}]},
  ];
  await up(
    'netns',
    firewalls.map((firewall) => ({nat: 'eim-eif', firewall})),
  );
  const {nats, links} = await certify(lab, 'before');
  expect(nats.map(({measured, verdict}) => `${measured.filtering} ${verdict}`)).toEqual([
    'address-and-port-dependent as-asked',
    'undefined as-asked',
    'undefined not-judged',
  ]);
  expect(links.map(({link, quantity, verdict}) => `${link} ${quantity} ${verdict}`)).toEqual([
    ...['delayMs', 'jitterMs', 'loss', 'delayMs', 'jitterMs', 'loss'].map(
      (q) => `s1 ${q} as-asked`,
    ),
    ...['s2 delayMs as-asked', 's2 delayMs as-asked'],
    ...['s3 delayMs not-judged', 's3 delayMs not-judged'],
  ]);
});

test.each(['netns', 'loopback'] as const)('links of every kind, %s', async (fabric) => {
  const both = (model: LinkModels['up']): Asked => ({nat: 'cone', link: {up: model, down: model}});
  await up(fabric, [
    both({}),
    both({delayMs: 30, jitterMs: 20}),
    both({delayMs: 30, jitterMs: 8, jitterDistribution: 'normal', reorder: true}),
    both({delayMs: 10, loss: 0.3}),
    both({loss: 0.7}),
    both({delayMs: 10, rateBps: 256_000}),
    both({loss: 1}),
    both({delayMs: 10, blackouts: [{atMs: 1e6, forMs: 10}]}),
  ]);
  const found = await certify(lab, 'before');
  expect(mismatches(found)).toEqual([]);
  const hidden = [...found.nats, ...found.links].filter(({verdict}) => verdict === 'not-judged');
  expect(new Set(hidden.map(({because}) => because))).toEqual(
    new Set([
      'its link loses too much to tell',
      'it loses everything',
      'its model has what one short train cannot measure',
    ]),
  );
});

test('a link that is changed while it is measured is measured again', async () => {
  await up('netns', [{nat: 'cone'}]);
  const certified = certify(lab, 'before');
  await lab.impair('s1', {up: {delayMs: 40}});
  const {links} = await certified;
  expect(mismatches({nats: [], links})).toEqual([]);
  expect(links[0]).toMatchObject({quantity: 'delayMs', asked: 40});
});

test('a probe that cannot work is told with its own error', async () => {
  await up('loopback', [{nat: 'cone'}]);
  const [access] = lab.access;
  const elsewhere: HostAccess = {...(access as HostAccess), bindAddress: '192.0.2.1'};
  const plan = planSite(lab, elsewhere);
  await expect(look(lab, elsewhere, {plan, patience: 1})).rejects.toMatchObject({
    code: 'PROBE_FAILED',
    exitCode: 5,
    message:
      'the probe at site s1 did not work (Error: bind EADDRNOTAVAIL 192.0.2.1), ' +
      'so the lab is not certified',
    hint: expect.stringMatching(/^Its log says why: .*probe-s1-\d+\.log$/),
  });
});
