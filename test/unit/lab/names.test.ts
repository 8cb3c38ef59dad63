import {expect, it} from 'vitest';
import type {LabSpec} from '../../../src/lab/lab.js';
import {checkNames, namespaceName, parseNamespaceName} from '../../../src/lab/names.js';

function labOf(site: string, ...hosts: string[]): LabSpec {
  const link = {up: {}, down: {}};
  return {
    ownerPid: 1,
    seed: 1,
    fabric: 'netns',
    linkDriver: 'netem',
    directory: '/nowhere',
    sites: [{name: site, nat: 'none', hosts, link}],
  };
}

it('reads back the names it writes, and no others', () => {
  expect(namespaceName(42, 's1')).toBe('claw-42-s1');
  expect(parseNamespaceName('claw-42-s1')).toEqual({ownerPid: 42, name: 's1'});
  for (const foreign of ['claw', 'claw-x-s1', 'claw-042-s1', 'my-claw-42-s1', 'cni-42-s1']) {
    expect(parseNamespaceName(foreign)).toBeUndefined();
  }
});

it('accepts names that fit into an interface name', () => {
  expect(() => checkNames(labOf('s1', 'a1', 'a2', 'abcdefghij'))).not.toThrow();
});

it.each([
  ['too long', labOf('abcdefghijk')],
  ['upper case', labOf('S1')],
  ['taken by the lab', labOf('s1', 'core')],
  ['used twice', labOf('s1', 's1')],
])('refuses a name that is %s', (_, spec) => {
  expect(() => checkNames(spec)).toThrow(expect.objectContaining({code: 'LAB_NAME_INVALID'}));
});
