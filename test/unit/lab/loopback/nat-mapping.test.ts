import {expect, test} from 'vitest';
import {NatFilter, scopeKey} from '../../../../src/lab/loopback/nat-mapping.js';
import type {NatScope} from '../../../../src/lab/nat/config.js';

const contacted = {host: 'h1', port: 1};
const samePlaceOtherPort = {host: 'h1', port: 2};
const elsewhere = {host: 'h2', port: 1};

const SCOPES: [NatScope, {otherPort: boolean; otherHost: boolean}][] = [
  ['endpoint-independent', {otherPort: true, otherHost: true}],
  ['address-dependent', {otherPort: true, otherHost: false}],
  ['address-and-port-dependent', {otherPort: false, otherHost: false}],
];

test.each(SCOPES)('%s filtering: who may enter', (scope, {otherPort, otherHost}) => {
  const filter = new NatFilter(scope);
  expect(filter.admits(contacted, 0)).toBe(false);
  filter.sentTo(contacted, 0);
  expect(filter.admits(contacted, 0)).toBe(true);
  expect(filter.admits(samePlaceOtherPort, 0)).toBe(otherPort);
  expect(filter.admits(elsewhere, 0)).toBe(otherHost);
});

test.each(SCOPES)('%s mapping: which destinations share one', (scope, same) => {
  const key = scopeKey(scope, contacted);
  expect(scopeKey(scope, samePlaceOtherPort) === key).toBe(same.otherPort);
  expect(scopeKey(scope, elsewhere) === key).toBe(same.otherHost);
});
