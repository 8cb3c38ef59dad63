import {createSocket, type Socket} from 'node:dgram';
import {once} from 'node:events';
import {type AddressInfo, createServer, type Server as TcpServer} from 'node:net';
import {afterEach, expect, test} from 'vitest';
import {reachServer} from '../../../../src/lab/reachability/reach.js';
import {parseServer} from '../../../../src/lab/reachability/server-uri.js';
import {
  errorCodeAttribute,
  uint32Attribute,
  uint32Of,
  xorAddressAttribute,
} from '../../../../src/stun/attributes.js';
import {decodeStun} from '../../../../src/stun/decode.js';
import {encodeStun} from '../../../../src/stun/encode.js';
import {
  type StunAttribute,
  type StunClass,
  type StunMessage,
  StunMethod,
  StunAttributeType as Type,
} from '../../../../src/stun/message.js';
import {freePort} from '../../../support/coturn-server.js';

const open: (Socket | TcpServer)[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** What a UDP server answers to its n-th datagram, from 0; nothing where undefined. */
type Answers = (bytes: Buffer, nth: number) => Buffer | undefined;

async function udpServer(answers: Answers): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  open.push(socket);
  let count = 0;
  socket.on('message', (bytes, {port, address}) => {
    const answer = answers(bytes, count++);
    if (answer) socket.send(answer, port, address);
  });
  await once(socket, 'listening');
  return socket.address().port;
}

/** A TCP server that writes this as soon as it is asked, and closes where there is nothing. */
async function tcpServer(text: string): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => (text === '' ? socket.destroy() : socket.write(text)));
  });
  open.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function answer(bytes: Buffer, type: StunClass, attributes: (id: Buffer) => StunAttribute[]) {
  const {method, transactionId} = decodeStun(bytes) as StunMessage;
  return encodeStun({
    class: type,
    method,
    transactionId,
    attributes: attributes(transactionId),
  });
}

const mapped = (id: Buffer) => [
  xorAddressAttribute(Type.xorMappedAddress, {address: '192.0.2.1', port: 4000}, id),
];

const askStun = (port: number, answerMsMax: number) =>
  reachServer(parseServer(`127.0.0.1:${port}`, 'stun'), {answerMsMax});

const problemOf = async (uri: string) => {
  const {works, addresses} = await reachServer(parseServer(uri, 'turn'), {answerMsMax: 5000});
  const [{reachable, problem} = {}] = addresses;
  return {works, reachable, code: problem?.code};
};

test('silence is no answer, after several attempts', async () => {
  let asked = 0;
  const port = await udpServer(() => {
    asked += 1;
    return undefined;
  });
  const reach = await askStun(port, 600);
  expect(asked).toBe(2);
  expect(reach).toMatchObject({
    works: false,
    addresses: [
      {
        reachable: false,
        rttMs: null,
        mapped: null,
        problem: {code: 'NO_ANSWER', message: 'no answer within 0.6 s'},
      },
    ],
  });
});

test('the round trip is that of the attempt that was answered', async () => {
  const port = await udpServer((bytes, nth) =>
    nth === 0 ? undefined : answer(bytes, 'success', mapped),
  );
  const {addresses} = await askStun(port, 5000);
  expect(addresses[0]).toMatchObject({reachable: true, mapped: {address: '192.0.2.1', port: 4000}});
  expect(addresses[0]?.rttMs).toBeLessThan(400);
});

test('what belongs to another question is not taken for the answer', async () => {
  const port = await udpServer((bytes) => {
    const other = answer(bytes, 'success', mapped);
    other.writeUInt32BE(0, 8);
    return other;
  });
  expect(await askStun(port, 300)).toMatchObject({addresses: [{problem: {code: 'NO_ANSWER'}}]});
});

test('garbage is not STUN', async () => {
  const port = await udpServer(() => Buffer.from('HTTP/1.1 400 Bad Request'));
  const reach = await askStun(port, 5000);
  expect(reach.addresses[0]?.problem?.code).toBe('NOT_STUN');
});

test('nothing listens there', async () => {
  const reach = await askStun(await freePort(), 5000);
  expect(reach.addresses[0]?.problem?.code).toBe('PORT_CLOSED');
});

test('a name that does not resolve has no addresses', async () => {
  const reach = await reachServer(parseServer('stun.invalid', 'stun'));
  expect(reach).toMatchObject({works: false, addresses: [], problem: {code: 'NAME_UNRESOLVED'}});
});

test('over TCP', async () => {
  const place = async (text: string) => `turn:127.0.0.1:${await tcpServer(text)}?transport=tcp`;
  const facts = {works: false, reachable: false};
  expect(await problemOf(await place('HTTP/1.1 400'))).toEqual({...facts, code: 'NOT_STUN'});
  expect(await problemOf(await place('\0'.repeat(20)))).toEqual({...facts, code: 'NOT_STUN'});
  expect(await problemOf(await place(''))).toEqual({...facts, code: 'CONNECTION_LOST'});
  const closed = `turn:127.0.0.1:${await freePort()}?transport=tcp`;
  expect(await problemOf(closed)).toEqual({...facts, code: 'PORT_CLOSED'});
});

test('a server that does not speak TURN refuses; its word is shown without what terminals obey', async () => {
  const port = await udpServer((bytes) =>
    answer(bytes, 'error', () => [errorCodeAttribute(400, 'Bad\u001b[31m Request')]),
  );
  const reach = await reachServer(parseServer(`turn:127.0.0.1:${port}`, 'turn'));
  expect(reach.addresses[0]?.allocation).toMatchObject({
    state: 'refused',
    problem: {errorCode: 400, message: '400 Bad[31m Request'},
  });
});

test('a server without credentials grants at once, and gets its relay back', async () => {
  const asked: [method: number, lifetime: number | undefined][] = [];
  const port = await udpServer((bytes) => {
    const request = decodeStun(bytes) as StunMessage;
    asked.push([request.method, uint32Of(request, Type.lifetime)]);
    return answer(bytes, 'success', (id) => [
      ...mapped(id),
      xorAddressAttribute(Type.xorRelayedAddress, {address: '192.0.2.2', port: 5000}, id),
      uint32Attribute(Type.lifetime, 300),
    ]);
  });
  const reach = await reachServer(parseServer(`turn:127.0.0.1:${port}`, 'turn'));
  expect(reach.addresses[0]?.allocation).toEqual({
    state: 'granted',
    relayed: {address: '192.0.2.2', port: 5000},
    lifetimeSeconds: 300,
  });
  expect(asked).toEqual([
    [StunMethod.allocate, undefined],
    [StunMethod.refresh, 0],
  ]);
});
