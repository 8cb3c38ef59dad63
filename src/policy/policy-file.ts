import {parseYamlWithLines, readTextFile} from '../yaml-file.js';
import type {Network} from './address.js';
import type {Place, Placed, Policy, SidePolicy, ZoneRule} from './policy.js';
import {type PolicySettings, policySchema} from './schema.js';

const INVALID = {code: 'POLICY_INVALID', hint: 'docs/policy.md lists the keys.'};
const MISSING = {code: 'POLICY_MISSING', hint: 'Give the path of a policy file.'};

type PlaceOf = (...path: (string | number)[]) => Place;

/** Reads a policy, YAML or JSON. Throws `POLICY_MISSING`, `POLICY_INVALID` with file and line. */
export function readPolicyFile(path: string): Policy {
  return parsePolicyFile(readTextFile(path, MISSING), path);
}

/** The same from text; `name` is the file's, for messages and decisions. */
export function parsePolicyFile(text: string, name: string): Policy {
  const {value, lineOf} = parseYamlWithLines(text, name, policySchema, INVALID);
  const at: PlaceOf = (...path) => ({file: name, line: lineOf(path), path: path.join('.')});
  const {paths, relays, zones} = value;
  return {
    file: name,
    local: sideOf('local', value.local, at),
    remote: sideOf('remote', value.remote, at),
    ...(paths === undefined ? {} : {paths: {value: paths, place: at('paths')}}),
    relays: new Map(
      Object.entries(relays).map(([relay, own]) => [relay, placed(own, at, 'relays', relay)]),
    ),
    zones: new Map(
      Object.entries(zones).map(([zone, {networks, agents}]) => [
        zone,
        {networks, agents: new Set(agents)},
      ]),
    ),
    rules: value.rules.map((rule, index) => ruleOf(rule, at('rules', index))),
  };
}

function sideOf(
  side: 'local' | 'remote',
  {allow, deny, ports}: PolicySettings['local'],
  at: PlaceOf,
): SidePolicy {
  return {
    deny: placed(deny, at, side, 'deny'),
    ...(allow === undefined
      ? {}
      : {allow: {value: placed(allow, at, side, 'allow'), place: at(side, 'allow')}}),
    ...(ports === undefined ? {} : {ports: {value: ports, place: at(side, 'ports')}}),
  };
}

function placed(networks: Network[], at: PlaceOf, ...path: string[]): Placed<Network>[] {
  return networks.map((value, index) => ({value, place: at(...path, index)}));
}

function ruleOf(
  {between, action, ...rest}: PolicySettings['rules'][number],
  place: Place,
): ZoneRule {
  const {relays, paths, ports} = rest;
  return {
    between,
    action,
    ...(relays === undefined ? {} : {relays}),
    ...(paths === undefined ? {} : {paths}),
    ...(ports === undefined ? {} : {ports}),
    place,
  };
}
