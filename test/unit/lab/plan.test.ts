import {expect, it} from 'vitest';
import type {LabSpec} from '../../../src/lab/lab.js';
import {planLab, renderPlan} from '../../../src/lab/plan.js';

const spec: LabSpec = {
  ownerPid: 42,
  seed: 7,
  fabric: 'netns',
  linkDriver: 'userspace',
  directory: '/nowhere',
  sites: [
    {name: 's1', nat: 'cone', hosts: ['a1', 'a2'], link: {up: {delayMs: 25}, down: {}}},
    {name: 's2', nat: 'symmetric', hosts: ['a3'], link: {up: {}, down: {}}},
    {name: 's3', nat: 'none', hosts: ['a4'], link: {up: {}, down: {delayMs: 25, loss: 0.01}}},
  ],
};

it.each(['userspace', 'netem'] as const)('plans a lab with %s links', async (linkDriver) => {
  await expect(renderPlan(planLab({...spec, linkDriver}))).toMatchFileSnapshot(
    `../../../fixtures/plan-${linkDriver}.sh`,
  );
});

it('plans sites with IPv6 beside one without', async () => {
  const sites = spec.sites.map((site, at) => (at === 1 ? site : {...site, ipv6: true}));
  const behindCarrier = {...sites[1], name: 's4', nat: 'carrier', hosts: ['a5'], ipv6: true};
  const plan = planLab({...spec, sites: [...sites, behindCarrier] as LabSpec['sites']});
  await expect(renderPlan(plan)).toMatchFileSnapshot('../../../fixtures/plan-ipv6.sh');
});

it('plans the same twice', () => {
  expect(planLab(spec)).toEqual(planLab(spec));
});
