import {expect, test} from 'vitest';
import {noSiteDropRules, siteDropRules} from '../../../../src/lab/faults/site-drop-rules.js';

const direct = {kind: 'direct', site: 's1', others: ['s2', 's3']} as const;

test('what goes straight between a site and others is lost both ways, and counted', () => {
  expect(siteDropRules({...direct, ways: 'both'}, 'fault1')).toMatchInlineSnapshot(`
    "table ip fault1 {
      counter dropped {
      }
      chain forward {
        type filter hook forward priority -150; policy accept;
        iifname "s1" oifname { "s2", "s3" } counter name "dropped" drop
        iifname { "s2", "s3" } oifname "s1" counter name "dropped" drop
      }
    }
    "
  `);
});

test('only what the site sends', () => {
  const rules = siteDropRules({...direct, ways: 'out'}, 'fault1');
  expect(rules.match(/.*drop$/gm)).toEqual([
    '    iifname "s1" oifname { "s2", "s3" } counter name "dropped" drop',
  ]);
});

test('UDP of a site, whoever it is for', () => {
  const rules = siteDropRules({kind: 'udp', site: 's1'}, 'fault2');
  expect(rules.match(/.*drop$/gm)).toEqual([
    '    iifname "s1" meta l4proto udp counter name "dropped" drop',
    '    oifname "s1" meta l4proto udp counter name "dropped" drop',
  ]);
});

test('each drop goes by itself', () => {
  expect(noSiteDropRules('fault2')).toBe('delete table ip fault2\n');
});
