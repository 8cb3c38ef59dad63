import {expect, it} from 'vitest';
import {parsePolicyFile} from '../../../src/policy/policy-file.js';
import {restrictsNothing} from '../../../src/policy/restricts-nothing.js';

it.each([
  [true, 'nothing', ''],
  [true, 'zones and relays that no rule names', 'zones: {plant: {}}\nrelays: {dmz: [192.0.2.1]}'],
  [true, 'a list that denies nothing', 'local: {deny: []}'],
  [false, 'a list that allows nothing', 'remote: {allow: []}'],
  [false, 'a network denied', 'local: {deny: [10.0.0.0/8]}'],
  [false, 'ports', 'remote: {ports: [1024-65535]}'],
  [false, 'paths', 'paths: [direct]'],
  [false, 'a rule', 'rules: [{between: ["*", "*"], action: relayOnly}]'],
])('%s: a file with %s', (expected, _what, text) => {
  expect(restrictsNothing(parsePolicyFile(text, 'p.yaml'))).toBe(expected);
});
