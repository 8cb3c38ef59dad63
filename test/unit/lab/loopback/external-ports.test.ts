import {expect, test} from 'vitest';
import {ExternalPorts, PortSpace} from '../../../../src/lab/loopback/external-ports.js';
import type {NatConfig} from '../../../../src/lab/nat/config.js';
import {natPreset} from '../../../../src/lab/nat/presets.js';
import {nat} from './nats.js';

const BLOCK = {allocation: {block: [41_000, 41_063]}} as const;

function portsOf(config: NatConfig | undefined, {seed = 1, stream = 's1'} = {}): ExternalPorts {
  return new ExternalPorts(config, new PortSpace(), {seed, stream});
}

function first(ports: ExternalPorts, key: string): number | undefined {
  return ports.candidates(key).next().value ?? undefined;
}

test.each([
  ['no NAT', undefined],
  ['a NAT that keeps ports', nat('eim-apdf')],
  ['a NAT that draws any port', nat('apdm-apdf')],
])('%s takes what the system gives', (_what, config) => {
  expect([...portsOf(config).candidates('a1 5000 *')]).toEqual([]);
});

test('sequential: one after the other', () => {
  const ports = portsOf(nat('apdm-apdf', {allocation: 'sequential'}));
  expect(['a', 'b', 'a'].map((key) => first(ports, key))).toEqual([10_000, 10_001, 10_002]);
});

test('seeded: the same for the same endpoints and seed, whatever was asked before', () => {
  const config = nat('adm-adf');
  const ports = portsOf(config);
  first(ports, 'another');
  const port = first(ports, 'a1 5000 server');
  expect(first(portsOf(config), 'a1 5000 server')).toBe(port);
  expect(first(ports, 'a1 5000 peer')).not.toBe(port);
  expect(first(portsOf(config, {seed: 2}), 'a1 5000 server')).not.toBe(port);
  expect(first(portsOf(config, {stream: 's2'}), 'a1 5000 server')).not.toBe(port);
});

test('seeded: 2048 ports, each of them once', () => {
  const all = [...portsOf(nat('adm-adf')).candidates('a1 5000 server')];
  expect([Math.min(...all), Math.max(...all), all.length]).toEqual([10_000, 12_047, 2048]);
  expect(new Set(all).size).toBe(2048);
  const wraps = all.slice(1).filter((port, index) => port !== (all[index] ?? 0) + 1);
  expect(wraps).toEqual([10_000]);
});

test.each(['eim-eif', 'apdm-eif'])('block, %s: drawn anew from as many as it has', (name) => {
  const ports = portsOf(nat(name, BLOCK));
  const drawn = Array.from({length: 200}, () => first(ports, 'a1 5000 *') ?? 0);
  expect(new Set(drawn).size).toBeGreaterThan(32);
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(10_000);
  expect(Math.max(...drawn)).toBeLessThan(10_064);
});

test('block, address-dependent: hashed', () => {
  const ports = portsOf(nat('adm-eif', BLOCK));
  expect(first(ports, 'a1 5000 server')).toBe(first(ports, 'a1 5000 server'));
});

test('each NAT has ports of its own, until there are no more', () => {
  const space = new PortSpace();
  const {carrier} = natPreset('carrier');
  const size = (config: NatConfig | undefined) => {
    const all = [...new ExternalPorts(config, space, {seed: 1, stream: 's'}).candidates('')];
    return [Math.min(...all), Math.max(...all)];
  };
  expect([size(nat('adm-adf')), size(carrier), size(nat('adm-adf'))]).toEqual([
    [10_000, 12_047],
    [12_048, 13_071],
    [13_072, 15_119],
  ]);
  for (let taken = 15_120; taken + 2047 <= 32_767; taken += 2048) space.take(2048);
  expect(space.take(2048)).toEqual([10_000, 12_047]);
});
