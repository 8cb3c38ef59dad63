import {expect, it} from 'vitest';
import {PolicyEnforcer, type Refusal} from '../../../src/policy/enforcer.js';
import {parsePolicyFile} from '../../../src/policy/policy-file.js';
import {plant} from './plant.js';

const line = (address: string, type = 'host', transport = 'UDP', port = 5000) =>
  `candidate:1 1 ${transport} 2130706431 ${address} ${port} typ ${type}`;

function enforcer(agent = 'press-1') {
  const refusals: Refusal[] = [];
  const policy = new PolicyEnforcer(plant(), agent, (refusal) => refusals.push(refusal));
  return {policy, refusals};
}

it.each([
  ['its own zone', line('10.1.0.7'), 'press-2', undefined],
  ['a relay by name', line('192.0.2.20', 'relay'), 'desk-1', undefined],
  [
    'another zone',
    line('10.2.0.7'),
    undefined,
    'between plant and office, only relays are allowed',
  ],
  ['a denied network', line('10.2.9.1'), undefined, '10.2.9.1 is denied'],
  ['the same, mapped', line('::ffff:10.2.9.1'), undefined, '10.2.9.1 is denied'],
  ['the same, mapped in hexadecimal', line('::ffff:a02:901'), undefined, '10.2.9.1 is denied'],
  ['the same, behind NAT64', line('64:ff9b::a02:901'), undefined, '64:ff9b::a02:901 is denied'],
  ['a denied IPv6 network', line('2001:0db8:0bad:0::1'), undefined, '2001:db8:bad::1 is denied'],
  [
    'the same, behind a NAT64 of the operator',
    line('64:ff9b:1:a02:9:100::'),
    undefined,
    '64:ff9b:1:a02:9:100:: is denied',
  ],
  [
    'the same, as the client of Teredo',
    line('2001:0:cb00:7101:8000:63bf:f5fd:f6fe'),
    undefined,
    '2001:0:cb00:7101:8000:63bf:f5fd:f6fe is denied',
  ],
  [
    'the same, by ISATAP',
    line('2001:db8:1::200:5efe:a02:901'),
    undefined,
    '2001:db8:1:0:200:5efe:a02:901 is denied',
  ],
  ['oneself', line('0.0.0.0'), undefined, '0.0.0.0 is not the address of one host'],
  ['a group', line('ff02::fb'), undefined, 'ff02::fb is not the address of one host'],
  [
    'mDNS',
    line('4f1c.local'),
    undefined,
    '"4f1c.local" is a name or no address, and cannot be checked',
  ],
  [
    'octal',
    line('012.02.011.01'),
    undefined,
    '"012.02.011.01" is a name or no address, and cannot be checked',
  ],
  ['TCP', line('10.1.0.7', 'host', 'TCP'), undefined, 'ICE over TCP is not used'],
  [
    'a low port',
    line('10.1.0.7', 'host', 'UDP', 80),
    undefined,
    'port 80 is not among those allowed',
  ],
  [
    'a line break',
    `${line('10.1.0.7')}\r\na=${line('10.2.9.1')}`,
    undefined,
    'it is not a candidate line of RFC 8839',
  ],
  [
    'another relay',
    line('2001:db8:5::9', 'relay'),
    'desk-1',
    'between plant and office, 2001:db8:5::9 is none of the relays allowed',
  ],
])('remote candidate: %s', (_what, text, peer, reason) => {
  const {policy, refusals} = enforcer();
  const kept = policy.remote({line: text, mid: 'claw'}, peer);
  expect(kept === undefined).toBe(reason !== undefined);
  expect(refusals.map((refusal) => refusal.reason)).toEqual(reason === undefined ? [] : [reason]);
});

it('an address of a zone is no relay, whoever says so', () => {
  const text = `zones: {office: {networks: [10.2.0.0/16]}}
relays: {dmz: [10.2.0.9]}
rules: [{between: ['*', office], action: relayOnly}]
`;
  const policy = new PolicyEnforcer(parsePolicyFile(text, 'p.yaml'), 'a1', () => undefined);
  const passes = (address: string) =>
    policy.remote({line: line(address, 'relay'), mid: 'claw'}, 'a2') !== undefined;
  expect(passes('10.2.0.7')).toBe(false);
  expect(passes('64:ff9b::a02:7')).toBe(false);
  expect(passes('10.2.0.9')).toBe(true);
  expect(passes('192.0.2.1')).toBe(true);
  const pair = (address: string) =>
    policy.pair({
      local: {address: '10.1.0.2', port: 5000, type: 'host'},
      remote: {address, port: 5000, type: 'relay'},
    }).allowed;
  expect([pair('10.2.0.7'), pair('10.2.0.9')]).toEqual([false, true]);
});

it('IPv6 that carries an address of a zone is judged like that address', () => {
  const policy = new PolicyEnforcer(
    parsePolicyFile(
      `zones: {plant: {agents: [press-1, press-2]}, office: {networks: [10.2.0.0/16]}}
rules:
  - {between: [plant, plant], action: allow}
  - {between: [plant, office], action: relayOnly}
`,
      'p.yaml',
    ),
    'press-1',
    () => undefined,
  );
  expect(policy.remote({line: line('2002:a02:7::1'), mid: 'claw'}, 'press-2')).toBeUndefined();
  expect(policy.remote({line: line('2002:a03:7::1'), mid: 'claw'}, 'press-2')).toBeDefined();
});

it('a STUN server is judged by its address', () => {
  const {policy, refusals} = enforcer();
  const allowed = (address: string) => policy.stunServer({address, port: 3478}).allowed;
  expect([allowed('192.0.2.17'), allowed('10.2.9.1'), allowed('stun.example.org')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(refusals.map(({what}) => what)).toEqual(['stun server', 'stun server']);
});

it('a decision names the line of the file', () => {
  const {policy, refusals} = enforcer();
  policy.remote({line: line('10.2.9.1'), mid: 'claw'});
  expect(refusals).toEqual([
    {
      what: 'remote candidate',
      address: '10.2.9.1',
      rule: {file: 'policy.yaml', line: 5, path: 'remote.deny.0'},
      reason: '10.2.9.1 is denied',
    },
  ]);
});

it('related addresses and extensions of local candidates are not told', () => {
  const {policy} = enforcer();
  const reflexive = `${line('203.0.113.5', 'srflx')} raddr 172.17.0.2 rport 9 network-id 1`;
  expect(policy.local({line: reflexive, mid: 'm'})?.line).toBe(
    `${line('203.0.113.5', 'srflx')} raddr 0.0.0.0 rport 0`,
  );
  expect(policy.local({line: line('172.17.0.2'), mid: 'm'})).toBeUndefined();
});

it('a pair is judged at both ends, whatever was filtered before', () => {
  const {policy, refusals} = enforcer();
  const end = (address: string, type: string) => ({address, port: 5000, type});
  expect(
    policy.pair({local: end('10.1.0.2', 'host'), remote: end('10.1.0.7', 'prflx')}),
  ).toMatchObject({allowed: true});
  expect(
    policy.pair({local: end('10.1.0.2', 'host'), remote: end('10.2.0.7', 'prflx')}).allowed,
  ).toBe(false);
  const relayed = {local: end('192.0.2.20', 'relay'), remote: end('192.0.2.21', 'relay')};
  expect(policy.pair(relayed, 'desk-1').allowed).toBe(true);
  expect(policy.path('direct', 'desk-1').allowed).toBe(false);
  expect(refusals.map(({what}) => what)).toEqual(['pair', 'path']);
});

it('a zone with rules has no way to those without', () => {
  const {policy} = enforcer();
  expect(policy.path('direct', 'stranger')).toMatchObject({
    allowed: false,
    reason: 'there are zone rules, and none between plant and no zone',
  });
});

it('a description keeps its credentials and no address', () => {
  const {policy, refusals} = enforcer();
  const sdp = [
    'v=0',
    'o=- 1 2 IN IP4 10.2.9.1',
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'c=IN IP4 10.2.9.1',
    'a=ice-ufrag:claw',
    `a=${line('10.1.0.7')}`,
    `a=${line('10.2.9.1')}`,
    'a=rtcp:9 IN IP4 10.2.9.1',
    'a=remote-candidates:1 10.2.9.1 5000',
    ` a=${line('10.2.9.1')}`,
  ].join('\r\n');
  expect(policy.sdp(sdp).split('\r\n')).toEqual([
    'v=0',
    'o=- 1 2 IN IP4 0.0.0.0',
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'c=IN IP4 0.0.0.0',
    'a=ice-ufrag:claw',
    `a=${line('10.1.0.7')}`,
    '',
  ]);
  expect(refusals).toHaveLength(4);
});

it.each([
  ['its own zone', 'press-2', '10.1.0.7', 5000, true],
  ['a relay that is named', 'desk-1', '192.0.2.20', 5000, true],
  ['another zone', 'desk-1', '10.2.0.7', 5000, false],
  ['a zone that the agent is not in', 'desk-1', '10.1.0.7', 5000, false],
  ['a denied network', 'press-2', '10.2.9.1', 5000, false],
  ['a port that is not allowed', 'press-2', '10.1.0.7', 80, false],
  ['an address that nothing allows', 'press-2', '203.0.113.5', 5000, false],
  ['oneself', 'press-2', '0.0.0.0', 5000, false],
  ['a group', 'press-2', 'ff02::fb', 5000, false],
  ['no address', 'press-2', 'press.local', 5000, false],
])('hears packets as it takes candidates, from %s', (_, peer, address, port, expected) => {
  const {policy, refusals} = enforcer();
  expect(policy.hears({address, port}, peer)).toBe(expected);
  expect(refusals).toEqual([]);
});
