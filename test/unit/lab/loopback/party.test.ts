import {expect, test} from 'vitest';
import {partyKey, scopeKey} from '../../../../src/lab/loopback/party.js';
import type {NatScope} from '../../../../src/lab/nat/config.js';

const contacted = {host: 'h1', port: 1};
const samePlaceOtherPort = {host: 'h1', port: 2};
const elsewhere = {host: 'h2', port: 1};

const SCOPES: [NatScope, {otherPort: boolean; otherHost: boolean}][] = [
  ['endpoint-independent', {otherPort: true, otherHost: true}],
  ['address-dependent', {otherPort: true, otherHost: false}],
  ['address-and-port-dependent', {otherPort: false, otherHost: false}],
];

test.each(SCOPES)('%s: which parties share one key', (scope, same) => {
  const key = scopeKey(scope, contacted);
  expect(scopeKey(scope, samePlaceOtherPort) === key).toBe(same.otherPort);
  expect(scopeKey(scope, elsewhere) === key).toBe(same.otherHost);
});

test('a party has a key of its own', () => {
  const parties = [contacted, samePlaceOtherPort, elsewhere];
  expect(new Set(parties.map(partyKey)).size).toBe(parties.length);
});
