import {expect, test} from 'vitest';
import {NatChain} from '../../../../src/lab/loopback/nat-chain.js';
import type {NatConfig} from '../../../../src/lab/nat/config.js';
import {NAT_GRID} from '../../../../src/lab/nat/grid.js';

const server = {host: 'server', port: 1};
const peer = {host: 'peer', port: 2};

function nat(name: string, more: Partial<NatConfig> = {}): NatConfig {
  const config = NAT_GRID[name];
  if (config === undefined) throw new Error(`no NAT ${name}`);
  return {...config, ...more};
}

test('of two NATs the one that maps more finely decides', () => {
  const chain = new NatChain([nat('eim-eif'), nat('apdm-eif')]);
  const [innerToServer, outerToServer] = chain.exitTo(server, 0);
  const [innerToPeer, outerToPeer] = chain.exitTo(peer, 0);
  expect(innerToPeer).toBe(innerToServer);
  expect(outerToPeer).not.toBe(outerToServer);
  expect(chain.exitTo(server, 0)).toEqual([innerToServer, outerToServer]);
});

test('a mapping is over when it has not been used for its time, in either direction', () => {
  const chain = new NatChain([nat('apdm-apdf', {mappingTimeoutS: 10})]);
  const [mapping] = chain.exitTo(server, 0);
  expect(mapping?.admits(server, 9_999)).toBe(true);
  expect(chain.exitTo(server, 19_998)[0]).toBe(mapping);
  expect(mapping?.admits(server, 29_998)).toBe(false);
  expect(chain.exitTo(server, 29_998)[0]).not.toBe(mapping);
});

test('a port that is kept comes back after the time, for those who are sent to', () => {
  const chain = new NatChain([nat('eim-adf', {mappingTimeoutS: 10})]);
  const [mapping] = chain.exitTo(server, 0);
  expect(chain.exitTo(peer, 10_000)[0]).toBe(mapping);
  expect(mapping?.admits(server, 10_000)).toBe(false);
  expect(mapping?.admits(peer, 10_000)).toBe(true);
});

test('a flush forgets who may enter, and ports that are drawn', () => {
  const chain = new NatChain([nat('eim-eif'), nat('apdm-eif')]);
  const [inner, outer] = chain.exitTo(server, 0);
  chain.flush();
  expect([inner?.admits(server, 0), outer?.admits(server, 0)]).toEqual([false, false]);
  const [innerAgain, outerAgain] = chain.exitTo(server, 0);
  expect(innerAgain).toBe(inner);
  expect(outerAgain).not.toBe(outer);
});

test('a rebind gives the outer NAT another address and leaves the inner as it is', () => {
  const chain = new NatChain([nat('eim-eif'), nat('eim-apdf')]);
  const [inner, outer] = chain.exitTo(server, 0);
  chain.rebind();
  expect([inner?.admits(server, 0), outer?.admits(server, 0)]).toEqual([true, false]);
  const [innerAgain, outerAgain] = chain.exitTo(server, 0);
  expect(innerAgain).toBe(inner);
  expect(outerAgain).not.toBe(outer);
});
