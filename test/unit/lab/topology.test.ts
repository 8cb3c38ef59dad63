import {SocketAddress} from 'node:net';
import {expect, it} from 'vitest';
import type {LabSpec} from '../../../src/lab/lab.js';
import {layOut, namespacesOf, routersOf} from '../../../src/lab/topology.js';

function labOf(sites: number, hostsPerSite: number): LabSpec {
  const link = {up: {}, down: {}};
  const numbered = (prefix: string, count: number) =>
    Array.from({length: count}, (_, index) => `${prefix}${index + 1}`);
  return {
    ownerPid: 1,
    seed: 1,
    fabric: 'netns',
    linkDriver: 'userspace',
    directory: '/nowhere',
    sites: numbered('s', sites).map((name) => ({
      name,
      nat: 'cone',
      hosts: numbered(`${name}-`, hostsPerSite),
      link,
    })),
  };
}

it('gives the hosts of a site disjoint ranges of ports, from even to odd', () => {
  const [site] = layOut(labOf(1, 24)).sites;
  let free = 10_000;
  for (const {localPorts} of site?.hosts ?? []) {
    const [from, to] = localPorts;
    expect(from).toBe(free);
    expect([from % 2, to % 2]).toEqual([0, 1]);
    free = to + 1;
  }
  expect(free).toBeLessThanOrEqual(65_000);
});

it('gives every interface of the largest lab an address of its own', () => {
  const {sites, services} = layOut(labOf(254, 4));
  const addresses = [services, ...sites].flatMap(({address, coreAddress}) => [
    address,
    coreAddress,
  ]);
  const hosts = sites.flatMap((site) => site.hosts.map(({address}) => address));
  expect(new Set([...addresses, ...hosts]).size).toBe(255 * 2 + 254 * 4);
  expect(sites.at(-1)).toMatchObject({address: '198.18.254.2', mac: '02:c1:a0:00:fe:02'});
});

it.each([
  [255, 1],
  [1, 254],
])('refuses %i sites of %i hosts', (sites, hosts) => {
  expect(() => layOut(labOf(sites, hosts))).toThrow(
    expect.objectContaining({code: 'LAB_TOO_LARGE'}),
  );
});

it('puts a carrier between the site and the core', () => {
  const lab = labOf(1, 1);
  const sites = lab.sites.map((site) => ({...site, nat: 'carrier'}));
  const topology = layOut({...lab, sites});
  const [site] = topology.sites;
  if (site === undefined) throw new Error('one site was asked for');
  expect(
    routersOf(site).map(({namespace, wanAddress, lanCidr}) => [namespace, wanAddress, lanCidr]),
  ).toEqual([
    ['claw-1-s1', '100.64.1.2', '10.1.0.0/24'],
    ['claw-1-s1-carrier-nat', '198.18.1.2', '100.64.1.0/30'],
  ]);
  expect(namespacesOf(topology)).toContain('claw-1-s1-carrier-nat');
});

it('writes IPv6 addresses as nft and the system do, and none twice', () => {
  const lab = labOf(254, 4);
  const {sites, services} = layOut({
    ...lab,
    sites: lab.sites.map((site) => ({...site, ipv6: true})),
  });
  const addresses = [services, ...sites].flatMap(({ipv6}) => [ipv6?.address, ipv6?.coreAddress]);
  const hosts = sites.flatMap((site) => site.hosts.map(({ipv6}) => ipv6));
  const all = [...addresses, ...hosts].map((address = '') => address);
  expect(new Set(all).size).toBe(255 * 2 + 254 * 4);
  const asTheSystem = all.map((address) => new SocketAddress({address, family: 'ipv6'}).address);
  expect(all).toEqual(asTheSystem);
});

it('gives IPv6 to the sites that ask for it', () => {
  const lab = labOf(2, 1);
  const layout = layOut({...lab, sites: lab.sites.map((site, at) => ({...site, ipv6: at === 1}))});
  expect(layout.sites.map(({ipv6}) => ipv6?.lanCidr)).toEqual([undefined, '2001:db8:2:1::/64']);
  expect(layOut(lab).services.ipv6).toBeUndefined();
});
