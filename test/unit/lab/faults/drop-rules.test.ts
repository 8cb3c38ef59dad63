import {expect, test} from 'vitest';
import {dropRules, noDropRules, parseDropCount} from '../../../../src/lab/faults/drop-rules.js';

const ways = {
  sites: ['s1', 's2'] as const,
  through: 'direct',
  services: {coreInterface: 'services', address: '198.18.0.2'},
};

test('a direct path is lost in the ways asked for, and what takes the relay is counted', () => {
  const both = [['s1', 's2'] as const, ['s2', 's1'] as const];
  expect(dropRules({kind: 'direct', ways: both}, ways)).toMatchInlineSnapshot(`
    "table ip fault
    delete table ip fault
    table ip fault {
      counter dropped {
      }
      counter relayed {
      }
      chain forward {
        type filter hook forward priority -150; policy accept;
        iifname "s1" oifname "direct" counter name "dropped" drop
        iifname "s2" oifname "direct" counter name "dropped" drop
        ip daddr 198.18.0.2 tcp dport 443 accept
        iifname { "s1", "s2" } oifname "services" counter name "relayed"
      }
    }
    "
  `);
});

test('one way only', () => {
  const rules = dropRules({kind: 'direct', ways: [['s1', 's2']]}, ways);
  expect(rules.match(/.*drop$/gm)).toMatchInlineSnapshot(`
    [
      "    iifname "s1" oifname "direct" counter name "dropped" drop",
    ]
  `);
});

test('UDP of a site, whoever it is for', () => {
  const rules = dropRules({kind: 'udp', site: 's1'}, ways);
  expect(rules.match(/.*drop$/gm)).toMatchInlineSnapshot(`
    [
      "    iifname "s1" meta l4proto udp counter name "dropped" drop",
      "    oifname "s1" meta l4proto udp counter name "dropped" drop",
    ]
  `);
});

test('what was set is taken away, and also where nothing was', () => {
  expect(noDropRules()).toBe('table ip fault\ndelete table ip fault\n');
});

test('counters as nft lists them', () => {
  const counter = (name: string, packets: number) => ({
    counter: {family: 'ip', name, table: 'fault', handle: 2, packets, bytes: 100 * packets},
  });
  const nftables = [{metainfo: {}}, counter('dropped', 42), counter('relayed', 7)];
  expect(parseDropCount(JSON.stringify({nftables}))).toEqual({dropped: 42, relayed: 7});
});
