import fc from 'fast-check';
import {expect, it} from 'vitest';
import {classify} from '../../../../../src/lab/links/faults/classify.js';
import {classesIn} from '../../../../../src/lab/links/faults/packet-class.js';
import {RFC5769} from '../../../stun/rfc5769.js';
import {alert, channelData, check, clientHello, data, refresh, rtp, stun} from './packets.js';

const names = (payload: Buffer) => classesIn(classify(payload).classes).join(' ');

it.each([
  ['a check', check, 'any stun stun-check stun-request'],
  ['the request of RFC 5769', RFC5769.request, 'any stun stun-check stun-request'],
  ['a request to a STUN server', stun('binding', 'request'), 'any stun stun-request'],
  ['the response of RFC 5769', RFC5769.responseIpv4, 'any stun stun-response'],
  ['an error', stun('binding', 'error'), 'any stun stun-response'],
  ['a keepalive', stun('binding', 'indication'), 'any stun'],
  ['Allocate', stun('allocate', 'request'), 'any stun turn-allocate'],
  ['Refresh', refresh, 'any stun turn-refresh'],
  ['CreatePermission', stun('createPermission', 'request'), 'any stun turn-permission'],
  ['ChannelBind', stun('channelBind', 'request'), 'any stun turn-channel-bind'],
  ['an answer of TURN', stun('refresh', 'success'), 'any stun turn-response'],
  ['an error of TURN', stun('allocate', 'error'), 'any stun turn-response'],
  ['a DTLS record', clientHello(0), 'any dtls'],
  ['data over DTLS', data, 'any dtls dtls-data'],
  ['an alert', alert, 'any dtls dtls-alert'],
  ['RTP', rtp, 'any rtp'],
  ['RTCP', Buffer.from([0x80, 200, 0, 1, 0, 0, 0, 1]), 'any rtcp'],
  ['ChannelData', channelData(Buffer.from('x')), 'any turn-data'],
  ['ChannelData with a check', channelData(check), 'any stun stun-check stun-request turn-data'],
  ['ChannelData with data', channelData(data), 'any turn-data dtls dtls-data'],
  ['ChannelData with ChannelData', channelData(channelData(data)), 'any turn-data'],
  [
    'a Send indication with a check',
    stun('send', 'indication', {data: check}),
    'any stun stun-check stun-request turn-data',
  ],
  ['half a record', clientHello(0).subarray(0, 30), 'any'],
  ['half a STUN message', check.subarray(0, 16), 'any'],
  ['nothing', Buffer.alloc(0), 'any'],
  ['something else', Buffer.from('hello'), 'any'],
])('recognises %s', (_what, payload, expected) => {
  expect(names(payload)).toBe(expected);
});

it('never throws', () => {
  const first = fc.constantFrom(0, 1, 20, 22, 23, 63, 64, 79, 128, 191);
  fc.assert(
    fc.property(first, fc.uint8Array({maxLength: 80}), (byte, rest) => {
      expect(names(Buffer.from([byte, ...rest]))).toContain('any');
    }),
  );
  const broken = [check, clientHello(20), channelData(check), data];
  fc.assert(
    fc.property(fc.constantFrom(...broken), fc.nat(), fc.nat(255), (payload, at, value) => {
      const changed = Buffer.from(payload);
      changed[at % changed.length] = value;
      expect(names(changed)).toContain('any');
    }),
  );
});
