import {describe, expect, it} from 'vitest';
import {
  AGENTS_MAX,
  agentNames,
  checkMeshOptions,
  type MeshOptions,
  meshSites,
} from '../../../../src/scenario/mesh/options.js';

const good: MeshOptions = {
  agents: 6,
  sites: 3,
  nat: ['cone', 'symmetric'],
  rttMs: 50,
  jitterMs: 2,
  loss: 0.01,
  seed: 1,
  fabric: 'netns',
  linkDriver: 'userspace',
};

describe('checkMeshOptions', () => {
  it.each([
    ['as they are', {}],
    ['the fewest', {agents: 2, sites: 1, nat: ['none']}],
    ['the most', {agents: AGENTS_MAX, sites: AGENTS_MAX}],
    ['jitter of the whole one-way delay', {rttMs: 50, jitterMs: 25}],
    ['no delay and no jitter', {rttMs: 0, jitterMs: 0}],
    ['a NAT for every site', {nat: ['none', 'cone', 'symmetric']}],
  ])('accepts %s', (_what, over) => {
    expect(() => checkMeshOptions({...good, ...over})).not.toThrow();
  });

  it.each([
    [{agents: 1}, '--agents 1: a mesh has 2 to 200 agents'],
    [{agents: 201}, '--agents 201: a mesh has 2 to 200 agents'],
    [{sites: 0}, '--sites 0 with --agents 6: a site needs at least one agent'],
    [{sites: 7}, '--sites 7 with --agents 6: a site needs at least one agent'],
    [
      {sites: 1, nat: ['none', 'cone', 'symmetric']},
      '--nat names 3 NATs for 1 sites: cone, symmetric would go unused',
    ],
    [
      {rttMs: 50, jitterMs: 25.5},
      '--jitter 25.5ms is more than the one-way delay of 25ms (--rtt 50ms)',
    ],
    [{rttMs: 0, jitterMs: 1}, '--jitter 1ms is more than the one-way delay of 0ms (--rtt 0ms)'],
  ])('refuses %j', (over, message) => {
    expect(() => checkMeshOptions({...good, ...over})).toThrow(
      expect.objectContaining({
        message,
        code: 'MESH_OPTIONS',
        exitCode: 2,
        hint: expect.stringMatching(/./),
      }),
    );
  });
});

describe('meshSites', () => {
  it('deals agents and NATs to the sites in turn', () => {
    const sites = meshSites({...good, agents: 5});
    expect(sites.map(({name, nat, hosts}) => [name, nat, ...hosts])).toEqual([
      ['s1', 'cone', 'a1', 'a4'],
      ['s2', 'symmetric', 'a2', 'a5'],
      ['s3', 'cone', 'a3'],
    ]);
  });

  it('gives IPv6 to all, or to none', () => {
    expect(meshSites({...good, ipv6: true}).map(({ipv6}) => ipv6)).toEqual([true, true, true]);
    expect(meshSites(good).some((site) => 'ipv6' in site)).toBe(false);
  });

  it('splits a path over its four crossings', () => {
    const [site] = meshSites({...good, loss: 0.19, rateBps: 1e6});
    // Twice 10 % lost is 19 % lost.
    const link = {delayMs: 12.5, jitterMs: 1, loss: expect.closeTo(0.1), rateBps: 1e6};
    expect(site?.link).toEqual({up: link, down: link});
  });

  it('leaves out what is not impaired', () => {
    const [site] = meshSites({...good, rttMs: 0, jitterMs: 0, loss: 0});
    expect(site?.link).toEqual({up: {}, down: {}});
  });
});

it('agents are numbered from one', () => {
  expect(agentNames(3)).toEqual(['a1', 'a2', 'a3']);
});
