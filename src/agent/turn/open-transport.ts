import {openTcp} from './open-tcp.js';
import {openTls} from './open-tls.js';
import {StreamTransport} from './stream-transport.js';
import type {TransportOptions, TurnServer, TurnTransport} from './transport.js';
import {UdpTransport} from './udp-transport.js';

/** Rejects when the server cannot be reached this way, or when `signal` aborts. */
export async function openTransport(
  server: TurnServer,
  options: TransportOptions,
  signal: AbortSignal,
): Promise<TurnTransport> {
  if (server.transport === 'udp') return UdpTransport.open(server, options);
  const socket = await openTcp(server, options, signal);
  if (server.transport === 'tcp') return new StreamTransport('tcp', socket);
  return new StreamTransport('tls', await openTls(socket, server, options, signal));
}
