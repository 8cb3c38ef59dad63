import {execa} from 'execa';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import type {Lab} from '../../src/lab/lab.js';
import {namespaceName} from '../../src/lab/names.js';
import type {NatConfig, NatScope} from '../../src/lab/nat/config.js';
import {NAT_GRID} from '../../src/lab/nat/grid.js';
import {changeNat, closeTestLab, openTestLab} from '../support/test-lab.js';
import {ask, observe} from './programs/run.js';

/** Two ports of one address, and one of another. */
const SERVICES = ['198.18.0.2:7001', '198.18.0.2:7002'] as const;
const PUBLIC = '198.19.2.2:7001';
const SCOPES: readonly NatScope[] = [
  'endpoint-independent',
  'address-dependent',
  'address-and-port-dependent',
];

let lab: Lab;

beforeAll(async () => {
  const link = {up: {}, down: {}};
  lab = await openTestLab('netem', [
    {name: 's1', nat: 'cone', hosts: ['a1', 'a2'], link},
    {name: 's2', nat: 'none', hosts: ['a3'], link},
  ]);
  await observe(lab, 'services', 7001);
  await observe(lab, 'services', 7002);
  await observe(lab, 'a3', 7001);
});

afterAll(() => closeTestLab(lab));

const become = (config: NatConfig) => changeNat(lab, config);

/** Each measurement has a port of its own, so that no state of the one before is in its way. */
let nextPort = 20_000;
const question = (message: string, targets: readonly string[]) => {
  nextPort += 1;
  return {message, targets: [...targets], localPort: nextPort};
};

/** RFC 5780 section 4.3, with three servers instead of one with two addresses. */
async function measuredMapping(): Promise<NatScope> {
  const heard = await ask(lab, 'a1', question('who', [...SERVICES, PUBLIC]));
  const [first, otherPort, otherAddress] = heard.map(({text}) => text);
  if (first !== otherPort) return 'address-and-port-dependent';
  return first === otherAddress ? 'endpoint-independent' : 'address-dependent';
}

/** RFC 5780 section 4.4. */
async function measuredFiltering(): Promise<NatScope> {
  const fromAddress = await ask(lab, 'a1', question(`via ${PUBLIC}`, [SERVICES[0]]));
  const fromPort = await ask(lab, 'a1', question('probe', [SERVICES[0]]));
  if (fromAddress.length > 1) return 'endpoint-independent';
  return fromPort.length > 1 ? 'address-dependent' : 'address-and-port-dependent';
}

it.each(Object.entries(NAT_GRID))('%s is measured as such', async (_, config) => {
  await become(config);
  expect({
    mapping: await measuredMapping(),
    filtering: await measuredFiltering(),
  }).toEqual({mapping: config.mapping, filtering: config.filtering});
});

/** Conntrack entries of UDP in the site's router. */
async function entries(): Promise<string[]> {
  const argv = ['netns', 'exec', namespaceName(process.pid, 's1'), 'cat', '/proc/net/nf_conntrack'];
  const {stdout} = await execa('ip', argv);
  return stdout.split('\n').filter((line) => line.includes(` sport=${nextPort} `));
}

it('forgets a mapping that was not used for its time', async () => {
  const scope = 'address-and-port-dependent';
  const config = {mapping: scope, filtering: scope, allocation: 'random', hairpin: false} as const;
  await become({...config, mappingTimeoutS: 1});
  const asked = question('who', [SERVICES[0]]);
  const [before] = await ask(lab, 'a1', asked);
  await vi.waitFor(async () => expect(await entries()).toEqual([]), 10_000);
  const [after] = await ask(lab, 'a1', asked);
  expect(after?.text).not.toBe(before?.text);
});

const external = async () =>
  (await ask(lab, 'a1', question('who', [...SERVICES, PUBLIC]))).map(({text}) =>
    Number(text.split(':')[1]),
  );

describe('port allocation', () => {
  const filtering = 'address-and-port-dependent';

  it('keeps the port', async () => {
    const mapping = 'endpoint-independent';
    await become({mapping, filtering, allocation: 'port-preserving', hairpin: false});
    expect(await external()).toEqual([nextPort, nextPort, nextPort]);
  });

  it('counts upwards', async () => {
    const mapping = 'address-and-port-dependent';
    await become({mapping, filtering, allocation: 'sequential', hairpin: false});
    expect(await external()).toEqual([40_000, 40_001, 40_002]);
  });

  it.each(SCOPES)('stays within its block, %s', async (mapping) => {
    const allocation = {block: [41_000, 41_063]} as const;
    await become({mapping, filtering, allocation, hairpin: false});
    for (const port of await external()) {
      expect(port).toBeGreaterThanOrEqual(41_000);
      expect(port).toBeLessThanOrEqual(41_063);
    }
  });
});

it('lets two hosts of a site meet at the external address where the NAT hairpins', async () => {
  const mapping = 'endpoint-independent';
  const filtering = 'address-and-port-dependent';
  await become({mapping, filtering, allocation: 'port-preserving', hairpin: true});
  await observe(lab, 'a2', 7003);
  // The observer opens its mapping by doing what it is asked to, through the inside.
  await ask(lab, 'a1', question(`via ${SERVICES[0]}`, ['10.1.0.3:7003']));
  const [answer] = await ask(lab, 'a1', question('who', ['198.18.1.2:7003']));
  expect(answer).toEqual({from: '198.18.1.2:7003', text: `198.18.1.2:${nextPort}`});
});
