import {readdirSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {expect, it} from 'vitest';
import {planLab} from '../../../../src/lab/plan.js';
import {findTopology} from '../../../../src/lab/topology-file/shipped.js';
import {
  parseTopologyFile,
  readTopologyFile,
} from '../../../../src/lab/topology-file/topology-file.js';
import {refusalOf} from '../../../support/refusal.js';

const SHIPPED = fileURLToPath(new URL('../../../../scenarios/topologies', import.meta.url));
const EVERY_KEY = new URL('../../../../fixtures/topologies/every-key.yaml', import.meta.url);
const parse = (text: string) =>
  parseTopologyFile(text, 't.yaml', (name) => ({name, opportunitiesMs: [1]}));

const refusal = (text: string) => refusalOf(() => parse(text));

it('reads every key', () => {
  const {sites, ...rest} = readTopologyFile(fileURLToPath(EVERY_KEY));
  expect(rest).toEqual({seed: 7, fabric: 'netns', links: 'userspace'});
  expect(sites.map(({name, nat, hosts}) => ({name, nat, hosts}))).toEqual([
    {name: 'berlin', nat: 'cone', hosts: ['b1', 'a2']},
    {name: 'paris', nat: 'symmetric', hosts: ['a1', 'a3']},
    {name: 'cloud', nat: 'none', hosts: ['a4']},
  ]);
  expect(sites.map(({ipv6}) => ipv6)).toEqual([true, undefined, undefined]);
  expect(sites.map(({link}) => link.up)).toEqual([
    expect.objectContaining({delayMs: 2, jitterDistribution: 'pareto'}),
    {delayMs: 10, loss: 0.01},
    {},
  ]);
});

it.each(readdirSync(SHIPPED))('plans the shipped %s', (file) => {
  const {sites} = readTopologyFile(findTopology(file.replace('.yaml', ''), SHIPPED));
  const lab = {ownerPid: 42, seed: 1, directory: '/nowhere', fabric: 'netns'} as const;
  for (const linkDriver of ['netem', 'userspace'] as const) {
    expect(planLab({...lab, linkDriver, sites}).steps).not.toEqual([]);
  }
});

it('ships topologies of real-world NATs', () => {
  const nats = readdirSync(SHIPPED)
    .sort()
    .map((file) => {
      const name = file.replace('.yaml', '');
      return [name, ...readTopologyFile(findTopology(name, SHIPPED)).sites.map(({nat}) => nat)];
    });
  expect(nats).toEqual([
    ['mobile-and-home', 'mobile', 'home', 'cloud'],
    ['office-and-cloud', 'office', 'hotel', 'cloud'],
    ['two-homes', 'cone', 'cone'],
  ]);
});

it('guesses which shipped topology was meant', () => {
  expect(() => findTopology('two-home', SHIPPED)).toThrow(
    expect.objectContaining({
      code: 'TOPOLOGY_UNKNOWN',
      hint: 'Did you mean "two-homes"? Names: mobile-and-home, office-and-cloud, two-homes.',
    }),
  );
});

it.each([
  ['', 't.yaml:1: sites: is missing'],
  ['sites: {}', 't.yaml:1: sites: a lab has 1 to 254 sites, and here are 0'],
  ['sites: [a]', 't.yaml:1: sites: is not a list of sites by name'],
  [
    'site: {a: {}}',
    't.yaml:1: sites: is missing\nt.yaml:1: unknown key "site", did you mean "sites"?',
  ],
  ['sites:\n  x: {nat: conee}', 't.yaml:2: sites.x.nat: there is no NAT preset called "conee"'],
  ['sites:\n  x:\n    link: wfi', 't.yaml:3: sites.x.link: there is no link preset called "wfi"'],
  ['sites:\n  x:\n    link:\n      delay: 5', 't.yaml:4: sites.x.link.delay: "5" has no unit'],
  [
    'sites:\n  x:\n    link: {dely: 5ms}',
    't.yaml:3: sites.x.link: unknown key "dely", did you mean "delay"?',
  ],
  ['sites:\n  x: {host: 2}', 't.yaml:2: sites.x: unknown key "host", did you mean "hosts"?'],
  ['sites:\n  x: {ipv6: yes}', 't.yaml:2: sites.x.ipv6: is neither true nor false'],
  ['sites:\n  x: {ipv4: true}', 't.yaml:2: sites.x: unknown key "ipv4", did you mean "ipv6"?'],
  [
    'sites:\n  x: {hosts: 0}',
    't.yaml:2: sites.x.hosts: is neither a list of names nor a number from 1 to 253',
  ],
  ['sites:\n  Berlin: {}', 't.yaml:2: sites.Berlin: "Berlin" cannot be the name of a site or host'],
  ['sites:\n  7: {}', 't.yaml:2: sites.7: "7" cannot be the name of a site or host'],
  ['sites:\n  x:\n    hosts: [a, b,\n      x]', 't.yaml:4: sites.x.hosts.2: the name "x" is taken'],
  ['sites: {core: {}}', 't.yaml:1: sites.core: the name "core" is taken'],
  ['sites: {x: }', 't.yaml:1: sites.x: is not a list of keys'],
  ['seed: -1\nsites: {x: {}}', 't.yaml:1: seed: is not a whole number from 0 to 4294967295'],
  ['fabric: netn\nsites: {x: {}}', 't.yaml:1: fabric: unknown value "netn", did you mean "netns"?'],
  ['sites: *x', 't.yaml: Unresolved alias (the anchor must be set before the alias): x'],
  [
    'sites: {x: {}',
    't.yaml:1: Flow map in block collection must be sufficiently indented and end with a }',
  ],
])('says what is wrong with %j', (text, message) => {
  expect(refusal(text)).toBe(message);
});
