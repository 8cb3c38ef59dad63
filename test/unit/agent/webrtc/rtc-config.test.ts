import {expect, it} from 'vitest';
import {rtcConfig, stunServer} from '../../../../src/agent/webrtc/rtc-config.js';
import {PolicyEnforcer} from '../../../../src/policy/enforcer.js';
import {parsePolicyFile} from '../../../../src/policy/policy-file.js';

const policy = new PolicyEnforcer(
  parsePolicyFile('remote: {deny: [192.0.2.0/24, 2001:db8:bad::/48]}', 'p.yaml'),
  'a1',
  () => undefined,
);

it.each([
  ['203.0.113.1:3478', true],
  ['[2001:db8::1]:3478', true],
  ['192.0.2.1:3478', false],
  ['[2001:db8:bad::1]:3478', false],
  ['stun.example.org:3478', false],
])('with a policy, the STUN server %s is asked: %s', (stun, isAsked) => {
  expect(rtcConfig({stun, policy}, 'direct').iceServers).toEqual(isAsked ? [`stun:${stun}`] : []);
  expect(stunServer({stun, policy}) !== undefined).toBe(isAsked);
});

it('without a policy, a STUN server may be a name', () => {
  const stun = 'stun.example.org:3478';
  expect(rtcConfig({stun}, 'direct').iceServers).toEqual([`stun:${stun}`]);
});
