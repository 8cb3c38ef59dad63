import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {Lab, SiteSpec} from '../../src/lab/lab.js';
import {closeTestLab, openTestLab} from '../support/test-lab.js';
import {ask, hear, knock, observe} from './programs/run.js';

const SERVICES = '198.18.0.2';
/** The host without a NAT. */
const PUBLIC = '198.19.1.2:7001';
const OBSERVER = `${SERVICES}:7001`;

/** A site for each, with one host: `s1` with `a1` and so on. */
const NETWORKS = [
  'none',
  'home',
  'office',
  'carrier',
  'hotel',
  'enterprise',
  'udp-blocked',
  'cloud',
];
const ALLOW_LIST: Partial<SiteSpec> = {
  firewall: {
    allow: [
      {cidr: `${SERVICES}/32`, protocol: 'tcp', ports: [443, 443]},
      {cidr: '198.18.0.0/30', protocol: 'udp'},
    ],
  },
};
const hostOf = (network: string) => `a${NETWORKS.indexOf(network) + 1}`;
const siteOf = (network: string) => `s${NETWORKS.indexOf(network) + 1}`;
const wanOf = (network: string, last: number) => `198.18.${NETWORKS.indexOf(network) + 1}.${last}`;

let lab: Lab;

beforeAll(async () => {
  const link = {up: {}, down: {}};
  const sites = NETWORKS.map((nat, at) => ({
    name: `s${at + 1}`,
    nat,
    hosts: [`a${at + 1}`],
    link,
  }));
  const listed = {name: 's20', nat: 'home', hosts: ['a20'], link, ...ALLOW_LIST};
  lab = await openTestLab('netem', [...sites, listed]);
  await Promise.all([
    observe(lab, 'services', 7001),
    observe(lab, 'a1', 7001),
    hear(lab, 'services', SERVICES),
  ]);
});

afterAll(() => closeTestLab(lab));

let nextPort = 20_000;

/** The address of a fresh socket as the targets see it. */
async function seenFrom(network: string, targets: string[], localPort = ++nextPort) {
  const heard = await ask(lab, hostOf(network), {message: 'who', targets, localPort});
  return heard.map(({text}) => text);
}

describe('firewalls', () => {
  it.each([
    ['none', ['tcp 80', 'tcp 8080', 'udp']],
    ['home', ['tcp 80', 'tcp 8080', 'udp']],
    ['cloud', ['tcp 80', 'tcp 8080', 'udp']],
    ['udp-blocked', ['tcp 80', 'tcp 8080']],
    ['hotel', ['tcp 80']],
    ['enterprise', []],
  ])('%s lets out TCP 443 and %j', async (network, expected) => {
    expect(await knock(lab, hostOf(network), SERVICES)).toEqual(expected);
  });

  it('an allow-list lets out what it lists', async () => {
    expect(await knock(lab, 'a20', SERVICES)).toEqual(['udp']);
  });

  it('cloud keeps its address and hears only whom it asked', async () => {
    const targets = [OBSERVER];
    const heard = await ask(lab, hostOf('cloud'), {message: `via ${PUBLIC}`, targets});
    expect(heard.map(({text}) => text.split(':')[0])).toEqual(['198.19.8.2']);
  });
});

describe('two NATs in a row', () => {
  it('show the address of the carrier and a port of its block, the same to all', async () => {
    const [first, second] = await seenFrom('carrier', [OBSERVER, PUBLIC]);
    expect(second).toBe(first);
    expect(first).toMatch(/^198\.18\.4\.2:4(1\d|20)\d\d$/);
  });

  it('let in what both let in', async () => {
    const heard = await ask(lab, hostOf('carrier'), {
      message: `via ${PUBLIC}`,
      targets: [OBSERVER],
    });
    expect(heard).toHaveLength(1);
  });
});

describe('while running', () => {
  it.each(['home', 'office', 'carrier'])('%s: a rebind gives another address', async (network) => {
    const [before] = await seenFrom(network, [OBSERVER]);
    const port = nextPort;
    expect(await seenFrom(network, [OBSERVER], port)).toEqual([before]);
    await lab.rebindNat(siteOf(network));
    const [after] = await seenFrom(network, [OBSERVER], port);
    expect(before?.split(':')[0]).toBe(wanOf(network, 2));
    expect(after?.split(':')[0]).toBe(wanOf(network, 8));
  });

  it('office: a flush gives the flow another port', async () => {
    const [before] = await seenFrom('office', [OBSERVER]);
    const port = nextPort;
    expect(await seenFrom('office', [OBSERVER], port)).toEqual([before]);
    await lab.flushNat(siteOf('office'));
    const [after] = await seenFrom('office', [OBSERVER], port);
    expect(after).not.toBe(before);
    expect(after?.split(':')[0]).toBe(before?.split(':')[0]);
  });

  it('home: a flush keeps the port, as the NAT does', async () => {
    const [before] = await seenFrom('home', [OBSERVER]);
    await lab.flushNat(siteOf('home'));
    expect(await seenFrom('home', [OBSERVER], nextPort)).toEqual([before]);
  });

  it('errors name the sites, and the one without a NAT', async () => {
    await expect(lab.rebindNat('s99')).rejects.toMatchObject({code: 'SITE_UNKNOWN'});
    await expect(lab.rebindNat('s1')).rejects.toMatchObject({code: 'NAT_ABSENT'});
  });
});
