import fc from 'fast-check';
import {beforeEach, describe, expect, test} from 'vitest';
import {EmbeddedTurn, type TurnOutput} from '../../../../src/lab/services/embedded-turn.js';
import {
  attributeValue,
  textAttribute,
  uint32Of,
  xorAddressOf,
} from '../../../../src/stun/attributes.js';
import {decodeChannelData, encodeChannelData} from '../../../../src/stun/channel-data.js';
import {decodeStun} from '../../../../src/stun/decode.js';
import {encodeStun} from '../../../../src/stun/encode.js';
import {hasFingerprint, hasIntegrity, longTermKey} from '../../../../src/stun/integrity.js';
import {
  type Endpoint,
  StunMethod,
  StunAttributeType as Type,
} from '../../../../src/stun/message.js';
import {sendIndication, TurnClient} from './turn-client.js';

const alice: Endpoint = {address: '192.0.2.1', port: 1000};
const peer: Endpoint = {address: '198.51.100.1', port: 2000};
const stranger: Endpoint = {address: '203.0.113.9', port: 3000};
const data = Buffer.from('hello');
const MINUTE = 60_000;
/** At the end of a message, behind what the signature protects. */
const FINGERPRINT_BYTES = 8;

let closed: Endpoint[];
let turn: EmbeddedTurn;
let client: TurnClient;
let relaysLeft: number;

beforeEach(() => {
  closed = [];
  relaysLeft = 10;
  client = new TurnClient('user', 'secret');
  turn = new EmbeddedTurn({
    username: 'user',
    password: 'secret',
    realm: 'claw',
    secret: Buffer.from('key of the nonces'),
    nonceMs: 60 * MINUTE,
    openRelay: () =>
      relaysLeft-- > 0 ? {address: '192.0.2.99', port: 50_000 + relaysLeft} : undefined,
    closeRelay: (relay) => closed.push(relay),
  });
});

function ask(nowMs: number, bytes: Buffer, from: Endpoint = alice) {
  const [output, ...others] = turn.handle(nowMs, from, bytes);
  if (output?.to !== 'client') throw new Error('no answer');
  expect(others).toEqual([]);
  expect(output.client).toEqual(from);
  expect(hasFingerprint(output.bytes)).toBe(true);
  return {...client.read(output.bytes), bytes: output.bytes};
}

/** Allocates as a client does: challenged first. Returns the relayed address. */
function allocate(nowMs: number, from: Endpoint = alice): Endpoint {
  if (client.nonce === '') expect(ask(nowMs, client.allocate(), from).result).toBe(401);
  const {message, result} = ask(nowMs, client.allocate(), from);
  expect(result).toBe('success');
  const relay = xorAddressOf(message, Type.xorRelayedAddress);
  if (!relay) throw new Error('no relayed address');
  return relay;
}

function send(nowMs: number, bytes: Buffer): TurnOutput[] {
  return turn.handle(nowMs, alice, bytes);
}

test('a binding is answered with the address it came from, without credentials', () => {
  const {message, result} = ask(0, client.request(StunMethod.binding));
  expect(result).toBe('success');
  expect(xorAddressOf(message, Type.xorMappedAddress)).toEqual(alice);
});

describe('credentials', () => {
  test('an allocation says relayed and mapped address and lifetime, and is signed', () => {
    expect(ask(0, client.allocate()).result).toBe(401);
    const {message, bytes} = ask(0, client.allocate());
    expect(xorAddressOf(message, Type.xorRelayedAddress)).toEqual({
      address: '192.0.2.99',
      port: 50_009,
    });
    expect(xorAddressOf(message, Type.xorMappedAddress)).toEqual(alice);
    expect(uint32Of(message, Type.lifetime)).toBe(600);
    expect(hasIntegrity(bytes, longTermKey('user', 'claw', 'secret'))).toBe(true);
  });

  test.each([
    ['password', 'user', 'wrong'],
    ['name', 'someone', 'secret'],
  ])('a wrong %s is challenged again and opens nothing', (_, username, password) => {
    client = new TurnClient(username, password);
    ask(0, client.allocate());
    expect(ask(0, client.allocate()).result).toBe(401);
    expect(turn.allocations).toBe(0);
  });

  test('an old nonce is stale; the answer carries a good one', () => {
    allocate(0);
    const late = 61 * MINUTE;
    expect(ask(late, client.refresh(600)).result).toBe(438);
    expect(ask(late, client.allocate()).result).toBe('success');
  });

  test('a nonce of our own making is stale', () => {
    ask(0, client.allocate());
    client.nonce = `${'0'.repeat(16)}-${'0'.repeat(32)}`;
    expect(ask(0, client.allocate()).result).toBe(438);
  });

  test('a signature without a nonce is a bad request', () => {
    const request = encodeStun(
      {
        class: 'request',
        method: StunMethod.allocate,
        transactionId: Buffer.alloc(12),
        attributes: [textAttribute(Type.username, 'user'), textAttribute(Type.realm, 'claw')],
      },
      {key: longTermKey('user', 'claw', 'secret')},
    );
    const [output] = turn.handle(0, alice, request);
    expect(output && client.read(output.bytes).result).toBe(400);
  });
});

describe('allocations', () => {
  test('a retransmitted request gets the same allocation, another one 437', () => {
    ask(0, client.allocate());
    const id = Buffer.alloc(12, 7);
    const first = ask(0, client.allocate(id)).message;
    const again = ask(500, client.allocate(id)).message;
    const relayOf = (message: typeof first) => xorAddressOf(message, Type.xorRelayedAddress);
    expect(relayOf(again)).toEqual(relayOf(first));
    expect(ask(500, client.allocate()).result).toBe(437);
    expect(turn.allocations).toBe(1);
  });

  test('lifetime: refreshed, ended by 0, run out', () => {
    const first = allocate(0);
    expect(uint32Of(ask(5 * MINUTE, client.refresh(99_999)).message, Type.lifetime)).toBe(3600);
    expect(ask(6 * MINUTE, client.refresh(0)).result).toBe('success');
    expect(closed).toEqual([first]);
    expect(ask(6 * MINUTE, client.refresh(600)).result).toBe(437);
    const second = allocate(7 * MINUTE);
    turn.expire(17 * MINUTE - 1);
    expect(closed).toEqual([first]);
    turn.expire(17 * MINUTE);
    expect(closed).toEqual([first, second]);
    expect(turn.allocations).toBe(0);
  });

  test('no more relay sockets: 508', () => {
    relaysLeft = 0;
    ask(0, client.allocate());
    expect(ask(0, client.allocate()).result).toBe(508);
  });

  test('eight hundred clients', () => {
    relaysLeft = 800;
    const relays = new Set<number>();
    for (let port = 1; port <= 800; port++) {
      relays.add(allocate(0, {address: '192.0.2.7', port}).port);
    }
    expect(relays.size).toBe(800);
    expect(turn.allocations).toBe(800);
  });

  test('what is not offered is refused by name', () => {
    ask(0, client.allocate());
    const tcp = {type: Type.requestedTransport, value: Buffer.from([6, 0, 0, 0])};
    expect(ask(0, client.request(StunMethod.allocate, [tcp])).result).toBe(442);
    expect(ask(0, client.request(StunMethod.allocate)).result).toBe(400);
    const evenPort = {type: 0x0018, value: Buffer.from([0])};
    const {message, result} = ask(0, client.request(StunMethod.allocate, [evenPort]));
    expect(result).toBe(420);
    expect(attributeValue(message, Type.unknownAttributes)).toEqual(Buffer.from([0x00, 0x18]));
  });
});

describe('permissions', () => {
  test('data passes neither way without one', () => {
    const relay = allocate(0);
    expect(send(0, sendIndication(peer, data))).toEqual([]);
    expect(turn.handlePeer(0, relay, peer, data)).toEqual([]);
  });

  test('are per IP address, not per port, and end after five minutes', () => {
    const relay = allocate(0);
    expect(ask(0, client.createPermission(peer)).result).toBe('success');
    const otherPort = {...peer, port: 2001};
    expect(send(0, sendIndication(otherPort, data))).toEqual([
      {to: 'peer', relay, peer: otherPort, bytes: data},
    ]);
    expect(turn.handlePeer(0, relay, stranger, data)).toEqual([]);
    expect(turn.handlePeer(5 * MINUTE - 1, relay, peer, data)).toHaveLength(1);
    expect(turn.handlePeer(5 * MINUTE, relay, peer, data)).toEqual([]);
    expect(send(5 * MINUTE, sendIndication(peer, data))).toEqual([]);
  });

  test('data from a permitted peer comes as an indication with its address', () => {
    const relay = allocate(0);
    ask(0, client.createPermission(peer));
    const [output] = turn.handlePeer(0, relay, peer, data);
    expect(output).toMatchObject({to: 'client', client: alice});
    const message = output && decodeStun(output.bytes);
    expect(message).toMatchObject({class: 'indication', method: StunMethod.data});
    expect(message && xorAddressOf(message, Type.xorPeerAddress)).toEqual(peer);
    expect(message && attributeValue(message, Type.data)).toEqual(data);
  });

  test('an IPv6 peer is refused', () => {
    allocate(0);
    const ipv6 = {address: '2001:db8::1', port: 1};
    expect(ask(0, client.createPermission(ipv6)).result).toBe(443);
  });
});

describe('channels', () => {
  const channel = 0x4001;

  test('carry data both ways', () => {
    const relay = allocate(0);
    expect(ask(0, client.channelBind(channel, peer)).result).toBe('success');
    expect(send(0, encodeChannelData(channel, data))).toEqual([
      {to: 'peer', relay, peer, bytes: data},
    ]);
    const [output] = turn.handlePeer(0, relay, peer, data);
    expect(output && decodeChannelData(output.bytes)).toEqual({channel, data});
  });

  test('end after ten minutes; then the number is free again', () => {
    const relay = allocate(0);
    ask(0, client.refresh(3600));
    ask(0, client.channelBind(channel, peer));
    ask(9 * MINUTE, client.createPermission(peer));
    expect(send(10 * MINUTE - 1, encodeChannelData(channel, data))).toHaveLength(1);
    expect(send(10 * MINUTE, encodeChannelData(channel, data))).toEqual([]);
    const [output] = turn.handlePeer(10 * MINUTE, relay, peer, data);
    expect(output && decodeStun(output.bytes)?.method).toBe(StunMethod.data);
    expect(ask(10 * MINUTE, client.channelBind(channel, stranger)).result).toBe('success');
  });

  test('a bound number or peer cannot be bound otherwise; numbers have a range', () => {
    allocate(0);
    ask(0, client.channelBind(channel, peer));
    expect(ask(0, client.channelBind(channel, stranger)).result).toBe(400);
    expect(ask(0, client.channelBind(channel + 1, peer)).result).toBe(400);
    expect(ask(0, client.channelBind(channel, peer)).result).toBe('success');
    expect(ask(0, client.channelBind(0x5000, stranger)).result).toBe(400);
  });
});

test('a message whose fingerprint does not hold is not answered', () => {
  const bytes = client.request(StunMethod.binding);
  bytes.writeUInt8(bytes.readUInt8(10) ^ 1, 10);
  expect(turn.handle(0, alice, bytes)).toEqual([]);
});

test('no noise and no damage to a signed request make it throw or serve', () => {
  const relay = allocate(0);
  ask(0, client.channelBind(0x4001, peer));
  const samples = [client.allocate(), client.refresh(0), client.channelBind(0x4002, stranger)];
  const noise = fc.uint8Array({maxLength: 200}).map((bytes) => Buffer.from(bytes));
  const damaged = fc
    .tuple(fc.constantFrom(...samples), fc.nat(1000), fc.integer({min: 1, max: 255}))
    .map(([sample, at, flip]) => {
      const bytes = Buffer.from(sample);
      const index = at % (bytes.length - FINGERPRINT_BYTES);
      bytes.writeUInt8(bytes.readUInt8(index) ^ flip, index);
      return bytes;
    });
  fc.assert(
    fc.property(fc.oneof(noise, damaged), (bytes) => {
      turn.handle(1, alice, bytes);
      turn.handle(1, stranger, bytes);
      turn.handlePeer(1, relay, stranger, bytes);
      expect(turn.allocations).toBe(1);
    }),
    {numRuns: 500},
  );
});
