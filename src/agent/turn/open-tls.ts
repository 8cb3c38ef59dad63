import {once} from 'node:events';
import {isIP, type Socket} from 'node:net';
import {connect, type TLSSocket} from 'node:tls';
import type {TransportOptions, TurnServer} from './transport.js';

/**
 * TLS 1.2 or later over a connection that stands. The certificate must be for the server's name (or
 * address) and of a trusted root. Rejects otherwise, or when `signal` aborts.
 */
export async function openTls(
  socket: Socket,
  {host}: Pick<TurnServer, 'host'>,
  {ca, serverName}: Pick<TransportOptions, 'ca' | 'serverName'>,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const name = serverName ?? host;
  const secured = connect({
    socket,
    host: name,
    minVersion: 'TLSv1.2',
    // RFC 6066 section 3: an address is no server name.
    ...(isIP(name) === 0 ? {servername: name} : {}),
    ...(ca === undefined ? {} : {ca}),
  });
  const abort = () => secured.destroy(signal.reason as Error);
  signal.addEventListener('abort', abort, {once: true});
  try {
    signal.throwIfAborted();
    await Promise.race([once(secured, 'secureConnect'), closed(secured)]);
    return secured;
  } catch (error) {
    secured.destroy();
    socket.destroy();
    throw signal.aborted
      ? error
      : new Error(`TLS with ${name} failed: ${(error as Error).message}`, {cause: error});
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function closed(socket: TLSSocket): Promise<never> {
  await once(socket, 'close');
  throw new Error('the server closed the connection');
}
