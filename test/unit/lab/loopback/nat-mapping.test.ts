import {expect, test} from 'vitest';
import {Mapping} from '../../../../src/lab/loopback/nat-mapping.js';
import {nat} from './nats.js';

const contacted = {host: 'h1', port: 1};
const samePlaceOtherPort = {host: 'h1', port: 2};
const elsewhere = {host: 'h2', port: 1};

test.each([
  ['eim-eif', [true, true, true]],
  ['eim-adf', [true, true, false]],
  ['eim-apdf', [false, false, false]],
])('%s: who may begin a session', (name, permitted) => {
  const mapping = new Mapping('*', nat(name));
  const parties = [contacted, samePlaceOtherPort, elsewhere];
  expect(parties.map((party) => mapping.permits(party, 0))).toEqual([false, false, false]);
  mapping.sentTo(contacted, 0);
  expect(parties.map((party) => mapping.permits(party, 0))).toEqual(permitted);
  mapping.forget();
  expect(parties.map((party) => mapping.permits(party, 0))).toEqual([false, false, false]);
});

test.each([
  ['300 s', undefined, 300_000],
  ['the time of the NAT', 60, 60_000],
])('a permission lasts %s from the last packet of the inside', (_what, seconds, lastsMs) => {
  const lifetime = seconds === undefined ? {} : {mappingTimeoutS: seconds};
  const mapping = new Mapping('*', nat('eim-adf', lifetime));
  mapping.sentTo(contacted, 0);
  mapping.sentTo(contacted, 1000);
  const [last, over] = [lastsMs + 999, lastsMs + 1000];
  expect([mapping.permits(contacted, last), mapping.isOpen(last)]).toEqual([true, true]);
  expect([mapping.permits(contacted, over), mapping.isOpen(over)]).toEqual([false, false]);
});

test('an alias is opened once for each party', () => {
  const mapping = new Mapping('*', nat('adm-eif'));
  let port = 100;
  const open = () => ({host: 'h1', port: port++});
  expect(mapping.aliasOf(contacted, open)).toEqual({host: 'h1', port: 100});
  expect(mapping.aliasOf(contacted, open)).toEqual({host: 'h1', port: 100});
  expect(mapping.aliasOf(samePlaceOtherPort, open)).toEqual({host: 'h1', port: 101});
});
