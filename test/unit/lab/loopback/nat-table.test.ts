import {describe, expect, test} from 'vitest';
import {NatTable} from '../../../../src/lab/loopback/nat-table.js';
import type {Party} from '../../../../src/lab/loopback/party.js';
import {nat} from './nats.js';

const server = {host: 'server', port: 1};
const peer = {host: 'peer', port: 2};

/** A NAT that numbers its aliases from 1000, with what it opened. */
function tableOf(name: string, more: Parameters<typeof nat>[1] = {}) {
  const aliases: Party[] = [];
  const table = new NatTable(nat(name, more), ({host}) => {
    const alias = {host, port: 1000 + aliases.length};
    aliases.push(alias);
    return alias;
  });
  return {table, aliases};
}

describe.each(['adm-eif', 'apdm-eif'])('%s: sessions that the outside begins', (name) => {
  test('the answer leaves through the mapping that was sent to', () => {
    const {table, aliases} = tableOf(name);
    const {mapping} = table.leave(server, 0);
    expect(table.enter(mapping, peer, 1, false)).toBe(peer);
    expect(table.leave(peer, 2)).toMatchObject({mapping, outside: peer});
    expect(aliases).toEqual([]);
  });

  test('a session that the inside has with the same party stays', () => {
    const {table, aliases} = tableOf(name);
    const toServer = table.leave(server, 0).mapping;
    const toPeer = table.leave(peer, 1).mapping;
    expect(toPeer).not.toBe(toServer);
    const seen = table.enter(toServer, peer, 2, false);
    expect(aliases).toEqual([seen]);
    expect(seen).toEqual({host: 'peer', port: 1000});
    expect(table.leave(peer, 3)).toMatchObject({mapping: toPeer, outside: peer});
    expect(table.enter(toPeer, peer, 4, false)).toBe(peer);
  });

  test('what answers the alias leaves through the mapping that was sent to', () => {
    const {table, aliases} = tableOf(name);
    const toServer = table.leave(server, 0).mapping;
    table.leave(peer, 1);
    const alias = table.enter(toServer, peer, 2, false) as Party;
    expect(table.leave(alias, 3)).toMatchObject({mapping: toServer, outside: peer});
    expect(table.enter(toServer, peer, 4, false)).toBe(alias);
    expect(aliases).toHaveLength(1);
  });

  test('after its end the inside begins a session of its own', () => {
    const {table} = tableOf(name);
    const {mapping} = table.leave(server, 0);
    table.enter(mapping, peer, 1, false);
    table.leave(peer, 2);
    expect(table.leave(peer, 30_001).mapping).toBe(mapping);
    expect(table.leave(peer, 200_000).mapping).not.toBe(mapping);
  });
});

test('one mapping for all: the outside never needs an alias', () => {
  const {table, aliases} = tableOf('eim-eif');
  const {mapping} = table.leave(server, 0);
  table.leave(peer, 1);
  expect(table.enter(mapping, peer, 2, false)).toBe(peer);
  expect(aliases).toEqual([]);
});

test('who is not permitted begins no session', () => {
  const {table} = tableOf('apdm-apdf');
  const {mapping} = table.leave(server, 0);
  expect(table.enter(mapping, peer, 1, false)).toBeUndefined();
  expect(table.leave(peer, 2).mapping).not.toBe(mapping);
});

test('a hairpin passes any filter, while the mapping is used', () => {
  const {table} = tableOf('eim-apdf', {hairpin: true});
  const {mapping} = table.leave(server, 0);
  expect(table.enter(mapping, peer, 299_999, true)).toBe(peer);
  expect(table.enter(mapping, server, 300_000, true)).toBeUndefined();
});

test('only what the inside began keeps a drawn port', () => {
  const {table} = tableOf('eim-eif', {allocation: {block: [1, 9]}, mappingTimeoutS: 10});
  const {mapping} = table.leave(server, 0);
  table.enter(mapping, peer, 9000, false);
  expect(table.leave(server, 9999).mapping).toBe(mapping);
  table.enter(mapping, peer, 18_000, false);
  expect(table.leave(server, 19_999).mapping).not.toBe(mapping);
});

test.each([
  {kept: true, same: true},
  {kept: false, same: false},
])('forgetting, ports kept: $kept', ({kept, same}) => {
  const {table} = tableOf('eim-eif');
  const {mapping} = table.leave(server, 0);
  table.forget({kept});
  expect(table.enter(mapping, server, 1, false)).toBeUndefined();
  expect(table.leave(server, 2).mapping === mapping).toBe(same);
});
