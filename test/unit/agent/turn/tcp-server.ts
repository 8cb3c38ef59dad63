import {once} from 'node:events';
import {type AddressInfo, createServer, type Server, type Socket} from 'node:net';
import {createServer as createTlsServer} from 'node:tls';
import {onTestFinished} from 'vitest';

/** A TCP server of a test on 127.0.0.1, and the connections it accepted. */
export interface TcpServer {
  port: number;
  accepted: Socket[];
}

/** Ends with the test. `onSocket` is told of every connection. */
export function openTcpServer(onSocket: (socket: Socket) => void): Promise<TcpServer> {
  return listen(createServer(), 'connection', onSocket);
}

/** The same with TLS. */
export function openTlsServer(
  identity: {cert: string; key: string},
  onSocket: (socket: Socket) => void,
): Promise<TcpServer> {
  return listen(createTlsServer(identity), 'secureConnection', onSocket);
}

async function listen(
  server: Server,
  event: string,
  onSocket: (socket: Socket) => void,
): Promise<TcpServer> {
  const accepted: Socket[] = [];
  server.on(event, (socket: Socket) => {
    accepted.push(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of accepted) socket.destroy();
    server.close();
  });
  return {port: (server.address() as AddressInfo).port, accepted};
}
