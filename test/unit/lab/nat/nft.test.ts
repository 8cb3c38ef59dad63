import {expect, it} from 'vitest';
import {natRules} from '../../../../src/lab/nat/nft.js';

const place = {wanAddress: '198.18.1.2', lanCidr: '10.1.0.0/24', seed: 7};
const mapping = 'endpoint-independent';
const allocation = 'port-preserving';

it('writes the rules of a port-restricted cone', () => {
  const filtering = 'address-and-port-dependent';
  expect(natRules({mapping, allocation, filtering, hairpin: false}, place)).toMatchInlineSnapshot(`
    "table ip nat {
      chain guard {
        type filter hook prerouting priority -150; policy accept;
        iifname "wan" ct state new drop
      }

      chain outbound {
        type nat hook postrouting priority 100; policy accept;
        oifname "wan" snat to 198.18.1.2
      }

      chain input {
        type filter hook input priority 0; policy drop;
        ct state established,related accept
        iifname "lan" meta l4proto icmp accept
      }

      chain forward {
        type filter hook forward priority 0; policy drop;
        ct state established,related accept
        iifname "lan" accept
      }
    }
    "
  `);
});

it('writes the rules of a full cone that hairpins', () => {
  const filtering = 'endpoint-independent';
  expect(natRules({mapping, allocation, filtering, hairpin: true}, place)).toMatchInlineSnapshot(`
    "table ip nat {
      map mappings {
        type inet_service : ipv4_addr . inet_service
        size 65535
        flags dynamic,timeout
        timeout 5m
      }

      set permitted {
        type inet_service
        size 65535
        flags dynamic,timeout
        timeout 5m
      }

      chain guard {
        type filter hook prerouting priority -150; policy accept;
        iifname "wan" udp dport @permitted accept
        iifname "wan" ct state new drop
      }

      chain inbound {
        type nat hook prerouting priority -100; policy accept;
        iifname "wan" dnat to udp dport map @mappings
        iifname "lan" ip daddr 198.18.1.2 dnat to udp dport map @mappings
      }

      chain outbound {
        type nat hook postrouting priority 100; policy accept;
        oifname "lan" ip saddr 10.1.0.0/24 ct status dnat snat to 198.18.1.2
        oifname "wan" snat to 198.18.1.2
      }

      chain remember {
        type filter hook postrouting priority 300; policy accept;
        oifname "wan" meta l4proto udp ct direction original update @mappings { udp sport : ct original ip saddr . ct original proto-src }
        oifname "wan" meta l4proto udp ct direction reply update @mappings { udp sport : ct reply ip saddr . ct reply proto-src }
        oifname "wan" meta l4proto udp update @permitted { udp sport }
      }

      chain input {
        type filter hook input priority 0; policy drop;
        ct state established,related accept
        iifname "lan" meta l4proto icmp accept
      }

      chain forward {
        type filter hook forward priority 0; policy drop;
        ct state established,related accept
        iifname "lan" accept
        ct status dnat accept
      }
    }
    "
  `);
});

it('writes the rules of an address-restricted cone', () => {
  const filtering = 'address-dependent';
  expect(natRules({mapping, allocation, filtering, hairpin: false}, place)).toMatchInlineSnapshot(`
    "table ip nat {
      map mappings {
        type inet_service : ipv4_addr . inet_service
        size 65535
        flags dynamic,timeout
        timeout 5m
      }

      set permitted {
        type inet_service . ipv4_addr
        size 65535
        flags dynamic,timeout
        timeout 5m
      }

      chain guard {
        type filter hook prerouting priority -150; policy accept;
        iifname "wan" udp dport . ip saddr @permitted accept
        iifname "wan" ct state new drop
      }

      chain inbound {
        type nat hook prerouting priority -100; policy accept;
        iifname "wan" dnat to udp dport map @mappings
      }

      chain outbound {
        type nat hook postrouting priority 100; policy accept;
        oifname "wan" snat to 198.18.1.2
      }

      chain remember {
        type filter hook postrouting priority 300; policy accept;
        oifname "wan" meta l4proto udp ct direction original update @mappings { udp sport : ct original ip saddr . ct original proto-src }
        oifname "wan" meta l4proto udp ct direction reply update @mappings { udp sport : ct reply ip saddr . ct reply proto-src }
        oifname "wan" meta l4proto udp update @permitted { udp sport . ip daddr }
      }

      chain input {
        type filter hook input priority 0; policy drop;
        ct state established,related accept
        iifname "lan" meta l4proto icmp accept
      }

      chain forward {
        type filter hook forward priority 0; policy drop;
        ct state established,related accept
        iifname "lan" accept
        ct status dnat accept
      }
    }
    "
  `);
});

it('writes how long a mapping lives', () => {
  const config = {mapping, allocation, filtering: 'endpoint-independent', hairpin: false} as const;
  const text = natRules({...config, mappingTimeoutS: 60}, place);
  expect(text.slice(0, text.indexOf('chain guard'))).toMatchInlineSnapshot(`
    "table ip nat {
      ct timeout lifetime {
        protocol udp
        l3proto ip
        policy = { unreplied : 60, replied : 60 }
      }

      chain age {
        type filter hook prerouting priority -160; policy accept;
        meta l4proto udp ct timeout set "lifetime"
      }

      map mappings {
        type inet_service : ipv4_addr . inet_service
        size 65535
        flags dynamic,timeout
        timeout 60s
      }

      set permitted {
        type inet_service
        size 65535
        flags dynamic,timeout
        timeout 60s
      }

      "
  `);
});
