import {expect, test} from 'vitest';
import {reachRows} from '../../../src/cli/reach-rows.js';
import {rowsText} from '../../../src/cli/rows-text.js';
import type {AddressReach} from '../../../src/lab/reachability/reach.js';

const NO_ANSWER = {
  code: 'NO_ANSWER',
  message: 'no answer within 5 s',
  hint: 'Check host and port; a firewall on the way may drop this traffic.',
} as const;
const IPV4: AddressReach = {
  ...{family: 'IPv4', address: '198.51.100.7', port: 3478, reachable: true, rttMs: 12.34},
  mapped: {address: '203.0.113.5', port: 50_000},
};
const IPV6: AddressReach = {
  ...{family: 'IPv6', address: '2001:db8::7', port: 3478, reachable: false, rttMs: null},
  mapped: null,
  problem: NO_ANSWER,
};

test('a server over IPv4 that is silent over IPv6', () => {
  const rows = reachRows({
    ...{server: 'stun:stun.example.org:3478', kind: 'stun', transport: 'udp', works: true},
    addresses: [IPV4, IPV6],
  });
  expect(rowsText(rows)).toMatchInlineSnapshot(`
    "stun:stun.example.org:3478
      ok    IPv4          198.51.100.7:3478 answers in 12.3 ms
      ok    IPv4 seen as  203.0.113.5:50000
      less  IPv6          [2001:db8::7]:3478: no answer within 5 s
                          Check host and port; a firewall on the way may drop this traffic."
  `);
});

test('a relay that is granted, one that wants credentials, one that is refused', () => {
  const problem = {
    ...({code: 'REFUSED', message: '486 Allocation Quota Reached', errorCode: 486} as const),
    hint: 'The user has as many allocations as the server allows.',
  };
  const rows = reachRows({
    ...{server: 'turns:turn.example.org:5349', kind: 'turn', transport: 'tls', works: false},
    addresses: [
      {
        ...IPV4,
        allocation: {
          state: 'granted',
          relayed: {address: '198.51.100.7', port: 49_160},
          lifetimeSeconds: 600,
        },
      },
      {...IPV4, mapped: null, allocation: {state: 'wantsCredentials'}},
      {...IPV4, mapped: null, allocation: {state: 'refused', problem}},
    ],
  });
  expect(rowsText(rows)).toMatchInlineSnapshot(`
    "turns:turn.example.org:5349
      ok    IPv4          198.51.100.7:3478 answers in 12.3 ms
      ok    IPv4 seen as  203.0.113.5:50000
      ok    IPv4 relay    198.51.100.7:49160
      ok    IPv4          198.51.100.7:3478 answers in 12.3 ms
      less  IPv4 relay    not tried: it wants credentials
                          Give --turn-user, and --turn-password or CLAW_TURN_PASSWORD.
      ok    IPv4          198.51.100.7:3478 answers in 12.3 ms
      FAIL  IPv4 relay    486 Allocation Quota Reached
                          The user has as many allocations as the server allows."
  `);
});

test('a name that does not resolve', () => {
  const rows = reachRows({
    ...{server: 'stun:stun.invalid:3478', kind: 'stun', transport: 'udp', works: false},
    addresses: [],
    problem: {
      code: 'NAME_UNRESOLVED',
      message: 'the name stun.invalid does not resolve',
      hint: 'Check the spelling, and the resolver of this machine.',
    },
  });
  expect(rowsText(rows)).toMatchInlineSnapshot(`
    "stun:stun.invalid:3478
      FAIL  name  the name stun.invalid does not resolve
                  Check the spelling, and the resolver of this machine."
  `);
});
