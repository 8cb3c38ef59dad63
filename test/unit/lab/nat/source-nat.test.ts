import {expect, it} from 'vitest';
import type {NatConfig} from '../../../../src/lab/nat/config.js';
import {sourceNatRules} from '../../../../src/lab/nat/source-nat.js';

const place = {wanAddress: '198.18.1.2', seed: 7};
const rules = (mapping: NatConfig['mapping'], allocation: NatConfig['allocation']) =>
  sourceNatRules({mapping, allocation, filtering: mapping, hairpin: false}, place);
const plain = 'oifname "wan" snat to 198.18.1.2';
const udp = 'oifname "wan" meta l4proto udp snat to 198.18.1.2';

it.each([
  ['endpoint-independent', 'port-preserving', [plain]],
  ['endpoint-independent', {block: [50, 59]}, [`${udp}:50-59`, plain]],
  ['address-and-port-dependent', 'random', [`${plain} fully-random`]],
  ['address-and-port-dependent', {block: [50, 59]}, [`${udp}:50-59 fully-random`, plain]],
  [
    'address-dependent',
    {block: [50, 51]},
    [`${udp} : jhash ip saddr . udp sport . ip daddr mod 2 seed 7 map { 0 : 50, 1 : 51 }`, plain],
  ],
] as const)('%s mapping, %o', (mapping, allocation, expected) => {
  expect(rules(mapping, allocation)).toEqual(expected);
});

it.each([
  ['endpoint-independent', 'ip saddr . udp sport mod'],
  ['address-dependent', 'ip saddr . udp sport . ip daddr mod'],
  ['address-and-port-dependent', 'ip saddr . udp sport . ip daddr . udp dport mod'],
] as const)('hashes what a seeded %s mapping depends on', (mapping, key) => {
  expect(rules(mapping, 'seeded')[0]).toContain(`jhash ${key} 2048 seed 7 map { 0 : 40000, `);
});

it.each([
  ['address-dependent', 'port-preserving'],
  ['address-and-port-dependent', 'port-preserving'],
  ['endpoint-independent', 'sequential'],
  ['address-dependent', 'sequential'],
] as const)('refuses %s mapping with %s ports', (mapping, allocation) => {
  expect(() => rules(mapping, allocation)).toThrow(
    expect.objectContaining({code: 'NAT_UNSUPPORTED'}),
  );
});
