import {expect, it} from 'vitest';
import {flowRules, parseFlows} from '../../../src/lab/flows.js';

const listing = (set: object) =>
  JSON.stringify({nftables: [{metainfo: {version: '1.0.6', json_schema_version: 1}}, {set}]});

it('reads the elements of a set that counts', () => {
  const elem = {
    val: {concat: ['tcp', '198.18.1.2', 40_000, '198.18.0.2', 3478]},
    timeout: 3600,
    expires: 3599,
    counter: {packets: 3, bytes: 144},
  };
  expect(parseFlows(listing({name: 'flows', elem: [{elem}]}), 'core')).toEqual([
    {
      protocol: 'tcp',
      source: '198.18.1.2',
      sourcePort: 40_000,
      target: '198.18.0.2',
      targetPort: 3478,
      packets: 3,
      bytes: 144,
      router: 'core',
    },
  ]);
});

it('reads an empty set, which nft lists without elements', () => {
  expect(parseFlows(listing({name: 'flows'}), 'core')).toEqual([]);
});

it('counts IPv6 in a set of its own', () => {
  expect(flowRules('ip6')).toContain('type inet_proto . ipv6_addr . inet_service . ipv6_addr .');
  expect(flowRules('bridge6')).toMatch(/^table bridge flows6 {/);
});
