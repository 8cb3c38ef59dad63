import {afterAll, beforeAll, expect, it} from 'vitest';
import type {Lab} from '../../src/lab/lab.js';
import type {NatConfig} from '../../src/lab/nat/config.js';
import {ask, observe} from '../lab/programs/run.js';
import {changeNat, closeTestLab, openTestLab} from '../support/test-lab.js';

const PORT = 7001;
const SERVICES = `198.18.0.2:${PORT}`;
/** The host of the site without NAT. */
const PUBLIC = `198.19.3.2:${PORT}`;

let lab: Lab;

beforeAll(async () => {
  const link = {up: {delayMs: 5}, down: {delayMs: 5}};
  lab = await openTestLab('netem', [
    {name: 's1', nat: 'cone', hosts: ['a1'], link},
    {name: 's2', nat: 'symmetric', hosts: ['a2'], link},
    {name: 's3', nat: 'none', hosts: ['a3'], link},
  ]);
  await Promise.all(['services', 'a3'].map((host) => observe(lab, host, PORT)));
});

afterAll(() => closeTestLab(lab));

const become = (config: NatConfig) => changeNat(lab, config);

/** What a1 hears when it asks one server for an answer and for a packet from a stranger. */
async function heardWith(stranger: 'probe' | `via ${string}`): Promise<string[]> {
  const heard = await ask(lab, 'a1', {message: stranger, targets: [SERVICES]});
  return heard.map(({text}) => (text === 'unsolicited' ? text : 'answer'));
}

it('a cone NAT keeps its mapping across destinations and lets no stranger in', async () => {
  const heard = await ask(lab, 'a1', {message: 'probe', targets: [SERVICES, PUBLIC]});
  expect(heard.map(({from}) => from)).toEqual([SERVICES, PUBLIC]);
  const [first, second] = heard.map(({text}) => text);
  expect(first).toMatch(/^198\.18\.1\.2:\d+$/);
  expect(second).toBe(first);
});

it('a symmetric NAT has a mapping for each destination and lets no stranger in', async () => {
  const heard = await ask(lab, 'a2', {message: 'probe', targets: [SERVICES, PUBLIC]});
  expect(heard.map(({from}) => from)).toEqual([SERVICES, PUBLIC]);
  const [first, second] = heard.map(({text}) => text);
  expect(first).toMatch(/^198\.18\.2\.2:\d+$/);
  expect(second).toMatch(/^198\.18\.2\.2:\d+$/);
  expect(second).not.toBe(first);
});

it('a site without NAT keeps its addresses and lets strangers in', async () => {
  const heard = await ask(lab, 'a3', {message: 'probe', targets: [SERVICES]});
  expect(heard.map(({text}) => text)).toEqual([
    'unsolicited',
    expect.stringMatching(/^198\.19\.3\.2:\d+$/),
  ]);
});

it('endpoint-independent filtering lets any stranger in', async () => {
  const scope = 'endpoint-independent';
  await become({mapping: scope, filtering: scope, allocation: 'seeded', hairpin: false});
  expect(await heardWith(`via ${PUBLIC}`)).toEqual(['unsolicited', 'answer']);
});

it('address-dependent filtering lets in only who has an address contacted before', async () => {
  const scope = 'address-dependent';
  await become({mapping: scope, filtering: scope, allocation: 'seeded', hairpin: false});
  expect(await heardWith(`via ${PUBLIC}`)).toEqual(['answer']);
  expect(await heardWith('probe')).toEqual(['unsolicited', 'answer']);
});

it('sequential allocation counts upwards', async () => {
  const scope = 'address-and-port-dependent';
  await become({mapping: scope, filtering: scope, allocation: 'sequential', hairpin: false});
  const heard = await ask(lab, 'a1', {message: 'who', targets: [SERVICES, PUBLIC]});
  expect(heard.map(({text}) => text)).toEqual(['198.18.1.2:40000', '198.18.1.2:40001']);
});
