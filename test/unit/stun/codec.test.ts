import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
  errorCodeAttribute,
  errorCodeOf,
  textOf,
  uint32Attribute,
  uint32Of,
  xorAddressAttribute,
  xorAddressesOf,
  xorAddressOf,
} from '../../../src/stun/attributes.js';
import {decodeChannelData, encodeChannelData} from '../../../src/stun/channel-data.js';
import {decodeStun} from '../../../src/stun/decode.js';
import {encodeStun} from '../../../src/stun/encode.js';
import {hasFingerprint, hasIntegrity, longTermKey} from '../../../src/stun/integrity.js';
import {
  type StunClass,
  type StunMessage,
  StunAttributeType as Type,
} from '../../../src/stun/message.js';
import {RFC5769} from './rfc5769.js';

const shortTermKey = Buffer.from(RFC5769.password);

describe('RFC 5769', () => {
  test('2.1 request', () => {
    const message = decodeStun(RFC5769.request);
    expect(message).toMatchObject({class: 'request', method: 1});
    expect(message && textOf(message, Type.username)).toBe('evtj:h6vY');
    expect(hasIntegrity(RFC5769.request, shortTermKey)).toBe(true);
    expect(hasFingerprint(RFC5769.request)).toBe(true);
  });

  test.each([
    ['2.2 IPv4', RFC5769.responseIpv4, '192.0.2.1'],
    ['2.3 IPv6', RFC5769.responseIpv6, '2001:db8:1234:5678:11:2233:4455:6677'],
  ])('%s response', (_, bytes, address) => {
    const message = decodeStun(bytes);
    expect(message && xorAddressOf(message, Type.xorMappedAddress)).toEqual({address, port: 32853});
    expect(hasIntegrity(bytes, shortTermKey)).toBe(true);
    expect(hasFingerprint(bytes)).toBe(true);
  });

  test('2.4 request with long-term credentials, read and written', () => {
    const {username, realm, password, request} = RFC5769.longTerm;
    const key = longTermKey(username, realm, password);
    expect(hasIntegrity(request, key)).toBe(true);
    expect(hasIntegrity(request, longTermKey(username, realm, 'wrong'))).toBe(false);
    const message = decodeStun(request);
    const attributes = message?.attributes.filter(({type}) => type !== Type.messageIntegrity) ?? [];
    expect(message && encodeStun({...message, attributes}, {key})).toEqual(request);
  });
});

const attribute = fc.record({
  type: fc.integer({min: 0x30, max: 0x7fff}),
  value: fc.uint8Array({maxLength: 40}).map((value) => Buffer.from(value)),
});
const messages: fc.Arbitrary<StunMessage> = fc.record({
  class: fc.constantFrom<StunClass>('request', 'indication', 'success', 'error'),
  method: fc.integer({min: 0, max: 0xfff}),
  transactionId: fc.uint8Array({minLength: 12, maxLength: 12}).map((id) => Buffer.from(id)),
  attributes: fc.array(attribute, {maxLength: 8}),
});

test('a written message is read back, its integrity and fingerprint hold', () => {
  const key = longTermKey('user', 'realm', 'password');
  fc.assert(
    fc.property(messages, (message) => {
      const bytes = encodeStun(message, {key, fingerprint: true});
      const read = decodeStun(bytes);
      expect(read).toEqual({
        ...message,
        attributes: [
          ...message.attributes.map((plain) => expect.objectContaining(plain)),
          expect.objectContaining({type: Type.messageIntegrity}),
          expect.objectContaining({type: Type.fingerprint}),
        ],
      });
      expect(hasIntegrity(bytes, key)).toBe(true);
      expect(hasFingerprint(bytes)).toBe(true);
    }),
  );
});

test('one flipped bit is found by the integrity or makes the message unreadable', () => {
  const {username, realm, password, request} = RFC5769.longTerm;
  const key = longTermKey(username, realm, password);
  for (let bit = 0; bit < request.length * 8; bit++) {
    const bytes = Buffer.from(request);
    bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    expect(hasIntegrity(bytes, key)).toBe(false);
  }
});

test('no bytes make a reader throw', () => {
  const noise = fc.uint8Array({maxLength: 120}).map((bytes) => Buffer.from(bytes));
  const damaged = fc
    .tuple(messages, fc.array(fc.tuple(fc.nat(200), fc.nat(255)), {maxLength: 6}), fc.nat(200))
    .map(([message, changes, cut]) => {
      const bytes = encodeStun(message, {fingerprint: true});
      for (const [at, to] of changes) bytes[at % bytes.length] = to;
      return bytes.subarray(0, cut < 100 ? bytes.length : cut);
    });
  fc.assert(
    fc.property(fc.oneof(noise, damaged), (bytes) => {
      const message = decodeStun(bytes);
      if (message) {
        errorCodeOf(message);
        uint32Of(message, Type.lifetime);
        xorAddressesOf(message, Type.xorPeerAddress);
      }
      hasIntegrity(bytes, shortTermKey);
      hasFingerprint(bytes);
      decodeChannelData(bytes);
    }),
    {numRuns: 500},
  );
});

test('attributes behind MESSAGE-INTEGRITY are not believed', () => {
  const signed = encodeStun(
    {class: 'request', method: 4, transactionId: Buffer.alloc(12), attributes: []},
    {key: shortTermKey},
  );
  const forged = Buffer.concat([signed, Buffer.from('000d000400000000', 'hex')]);
  forged.writeUInt16BE(forged.length - 20, 2);
  const message = decodeStun(forged);
  expect(hasIntegrity(forged, shortTermKey)).toBe(true);
  expect(message && uint32Of(message, Type.lifetime)).toBeUndefined();
});

test('error codes, numbers and addresses survive the trip', () => {
  const transactionId = Buffer.from('0123456789ab');
  const peer = {address: '127.0.0.1', port: 65535};
  const message: StunMessage = {
    class: 'error',
    method: 3,
    transactionId,
    attributes: [
      errorCodeAttribute(438, 'Stale Nonce'),
      uint32Attribute(Type.lifetime, 600),
      xorAddressAttribute(Type.xorPeerAddress, peer, transactionId),
    ],
  };
  expect(errorCodeOf(message)).toBe(438);
  expect(uint32Of(message, Type.lifetime)).toBe(600);
  expect(xorAddressesOf(message, Type.xorPeerAddress)).toEqual([peer]);
});

test('ChannelData: padding is left out, a length beyond the datagram is refused', () => {
  const bytes = encodeChannelData(0x4001, Buffer.from('hello'));
  expect(decodeChannelData(Buffer.concat([bytes, Buffer.alloc(3)]))).toEqual({
    channel: 0x4001,
    data: Buffer.from('hello'),
  });
  expect(decodeChannelData(bytes.subarray(0, 8))).toBeUndefined();
  expect(decodeChannelData(encodeChannelData(0x5000, Buffer.alloc(0)))).toBeUndefined();
});
