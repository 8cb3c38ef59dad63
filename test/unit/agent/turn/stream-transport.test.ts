import {once} from 'node:events';
import {expect, it, onTestFinished} from 'vitest';
import {openTransport} from '../../../../src/agent/turn/open-transport.js';
import type {TransportOptions, TurnServer} from '../../../../src/agent/turn/transport.js';
import {makeServerCertificate} from '../../../../src/lab/services/certificate/certificate.js';
import {encodeChannelData} from '../../../../src/stun/channel-data.js';
import {openTcpServer, openTlsServer} from './tcp-server.js';

const {ca, certificate, key} = makeServerCertificate(['127.0.0.1']);
const data = (text: string) => encodeChannelData(0x4000, Buffer.from(text));

async function open(
  transport: TurnServer['transport'],
  port: number,
  options: TransportOptions = {},
) {
  const server = {transport, host: '127.0.0.1', port, username: 'claw', password: 'secret'};
  const opened = await openTransport(server, options, AbortSignal.timeout(5000));
  onTestFinished(() => opened.close());
  return opened;
}

it.each(['tcp', 'tls'] as const)('%s carries messages padded, and back unpadded', async (kind) => {
  const sent = Buffer.concat([data('12345'), Buffer.alloc(3)]);
  const echo = (socket: NodeJS.ReadWriteStream) => socket.pipe(socket);
  const server =
    kind === 'tcp'
      ? await openTcpServer(echo)
      : await openTlsServer({cert: certificate, key}, echo);
  const transport = await open(kind, server.port, {ca});
  const message = new Promise((resolve) => {
    transport.onMessage = resolve;
  });
  expect(transport.offer(data('12345'))).toBe(true);
  expect(await message).toEqual(data('12345'));
  expect(server.accepted[0]?.bytesRead).toBe(sent.length);
  expect(transport).toMatchObject({kind, lossy: false});
});

it('a connection that the server ends is told at once', async () => {
  const server = await openTcpServer((socket) => socket.end());
  const transport = await open('tcp', server.port);
  const reason = await new Promise((resolve) => {
    transport.onClosed = resolve;
  });
  expect(reason).toBe('the server closed the connection');
});

it('a server that speaks something else is left', async () => {
  const server = await openTcpServer((socket) => socket.write('SSH-2.0-server\r\n'));
  const transport = await open('tcp', server.port);
  const reason = await new Promise((resolve) => {
    transport.onClosed = resolve;
  });
  expect(reason).toContain('something else than TURN');
});

it('datagrams are dropped, and requests are not, while the server does not read', async () => {
  const server = await openTcpServer((socket) => socket.pause());
  const transport = await open('tcp', server.port);
  const datagram = data('x'.repeat(1200));
  let sent = 0;
  while (transport.offer(datagram) && sent < 20_000) {
    sent += 1;
    // The kernel takes what it can before the next one.
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(transport.offer(datagram)).toBe(false);
  transport.send(data('request'));
  let received = 0;
  const wanted = sent * datagram.length + 12;
  const socket = server.accepted[0];
  if (!socket) throw new Error('nobody connected');
  const all = new Promise<void>((resolve) => {
    socket.on('data', (bytes) => {
      received += bytes.length;
      if (received >= wanted) resolve();
    });
  });
  socket.resume();
  await all;
  expect(received).toBe(wanted);
});

it.each([
  ['of an unknown root', {}, /TLS with 127\.0\.0\.1 failed: unable to verify/],
  ['for another name', {ca, serverName: 'turn.example.org'}, /turn\.example\.org failed: Hostname/],
])('a certificate %s is refused', async (_what, options, message) => {
  const server = await openTlsServer({cert: certificate, key}, () => undefined);
  await expect(open('tls', server.port, options)).rejects.toThrow(message);
});

it('a port where nobody listens, and one that never answers TLS', async () => {
  const server = await openTcpServer((socket) => socket.destroy());
  await expect(open('tls', server.port, {ca})).rejects.toThrow(/TLS with 127\.0\.0\.1 failed/);
  await expect(open('tcp', 1)).rejects.toThrow('ECONNREFUSED');
});

it('what was sent before the close still arrives', async () => {
  const received: Buffer[] = [];
  const server = await openTcpServer((socket) =>
    socket.on('data', (bytes) => received.push(bytes)),
  );
  const transport = await open('tcp', server.port);
  transport.send(data('last'));
  transport.close();
  await expect.poll(() => server.accepted.length).toBe(1);
  const socket = server.accepted[0];
  if (socket && !socket.readableEnded) await once(socket, 'end');
  expect(Buffer.concat(received)).toEqual(data('last'));
});
