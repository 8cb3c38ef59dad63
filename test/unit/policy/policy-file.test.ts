import fc from 'fast-check';
import {expect, it} from 'vitest';
import {stringify} from 'yaml';
import {ClawError} from '../../../src/errors.js';
import {explainPaths} from '../../../src/policy/explain.js';
import {parsePolicyFile} from '../../../src/policy/policy-file.js';
import {PLANT_YAML, plant} from './plant.js';

const problem = (text: string) => {
  try {
    parsePolicyFile(text, 'p.yaml');
  } catch (error) {
    if (error instanceof ClawError) return error.message;
    throw error;
  }
  return undefined;
};

it.each([
  ['a key', 'remotes: {}', 'p.yaml:1: unknown key "remotes", did you mean "remote"?'],
  [
    'a network',
    'local:\n  deny: [10.1.2.3/8]',
    'p.yaml:2: local.deny.0: "10.1.2.3/8" is not a network',
  ],
  [
    'a port',
    'local: {ports: [9-1]}',
    'p.yaml:1: local.ports.0: "9-1" is neither a port from 1 to 65535 nor a range like 10000-20000',
  ],
  [
    'a zone',
    'zones: {plant: {}}\nrules:\n  - between: [plant, plnt]\n    action: allow',
    'p.yaml:3: rules.0.between.1: there is no zone "plnt", did you mean "plant"?',
  ],
  [
    'an action',
    'rules:\n- between: ["*", "*"]\n  action: relay',
    'p.yaml:3: rules.0.action: unknown value "relay", did you mean "relayOnly"?',
  ],
])('says what is wrong with %s, and where', (_what, text, message) => {
  expect(problem(text)).toBe(message);
});

it('explains paths with the line that decides', () => {
  const {local, remote, paths} = explainPaths(plant(), 'press-1', '10.2.0.7');
  expect([local.zones, remote.zones]).toEqual([['plant'], ['office']]);
  expect(paths.map(({kind, allowed, rule}) => `${kind} ${allowed} ${rule?.line}`)).toEqual([
    'direct false 15',
    'relay-udp true 15',
    'relay-tcp true 15',
    'relay-tls true 15',
  ]);
});

it('any file is a policy or a clear error', () => {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom('10.0.0.0/8', '*', 'plant', 'allow', 7));
  const key = fc.constantFrom('local', 'remote', 'paths', 'relays', 'zones', 'rules', 'deny');
  const mutated = fc
    .tuple(fc.nat(PLANT_YAML.length), fc.nat(20), fc.string())
    .map(([at, cut, put]) => PLANT_YAML.slice(0, at) + put + PLANT_YAML.slice(at + cut));
  const structured = fc.dictionary(key, value).map((object) => stringify(object));
  fc.assert(
    fc.property(fc.oneof(fc.string(), mutated, structured), (text) => problem(text) !== ''),
    {seed: 20_260_103, numRuns: 3000},
  );
}, 60_000);
