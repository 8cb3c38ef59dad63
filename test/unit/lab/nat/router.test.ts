import {expect, it} from 'vitest';
import {freshRouterRules, routerRules} from '../../../../src/lab/nat/router.js';

const place = {wanAddress: '198.18.1.2', lanCidr: '10.1.0.0/24', seed: 7};

it('needs no rules where there is neither NAT nor firewall', () => {
  expect(routerRules({nat: undefined, firewall: 'open'}, place)).toBe('');
});

it('has a firewall for IPv6 even where IPv4 is open', () => {
  const text = routerRules({nat: undefined, firewall: 'open', firewall6: 'open'}, place);
  expect(text).toMatch(/^table ip6 firewall {/);
});

it('forgets flows of IPv6 too', () => {
  const rules = {nat: undefined, firewall: 'open', firewall6: 'open'} as const;
  const text = freshRouterRules(rules, place, 3);
  expect(text).toContain('delete table ip6 firewall');
  expect(text.match(/ct zone set 3/g)).toHaveLength(2);
});

it('replaces all rules and moves flows to a zone of their own', () => {
  const rules = {nat: undefined, firewall: 'udp-blocked'} as const;
  expect(freshRouterRules(rules, place, 3)).toMatchInlineSnapshot(`
    "table ip nat
    delete table ip nat
    table ip firewall
    delete table ip firewall
    table ip zone
    delete table ip zone
    table ip zone {
      chain enter {
        type filter hook prerouting priority -300; policy accept;
        ct zone set 3
      }
    }
    table ip firewall {
      chain forward {
        type filter hook forward priority -10; policy accept;
        iifname != "wan" oifname != "wan" accept
        meta l4proto udp drop
      }
    }
    "
  `);
});
