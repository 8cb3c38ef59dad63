import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import {connectThroughProxy} from './proxy/connect.js';
import type {TransportOptions, TurnServer} from './transport.js';

/**
 * A TCP connection to a TURN server, through the proxy where there is one. Rejects when it cannot
 * be had, or when `signal` aborts.
 */
export async function openTcp(
  {host, port}: Pick<TurnServer, 'host' | 'port'>,
  {bindAddress, proxy}: Pick<TransportOptions, 'bindAddress' | 'proxy'>,
  signal: AbortSignal,
): Promise<Socket> {
  const to = proxy ?? {host, port};
  const local = bindAddress === undefined ? {} : {localAddress: bindAddress};
  const socket = connect({host: to.host, port: to.port, noDelay: true, ...local});
  // Every error is followed by `close`, which whoever holds the socket listens to.
  socket.on('error', () => undefined);
  const abort = () => socket.destroy(signal.reason as Error);
  signal.addEventListener('abort', abort, {once: true});
  try {
    signal.throwIfAborted();
    await once(socket, 'connect');
    if (proxy) await connectThroughProxy(socket, proxy, {host, port});
    return socket;
  } catch (error) {
    socket.destroy();
    throw proxy && !signal.aborted ? proxyUnreachable(error, proxy) : error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** What the operating system says of a connection does not name where it was to go. */
function proxyUnreachable(error: unknown, {host, port}: {host: string; port: number}): unknown {
  const {code} = error as NodeJS.ErrnoException;
  if (error instanceof Error && error.name === 'ProxyError') return error;
  return new Error(`the proxy ${host}:${port} cannot be reached: ${code ?? error}`, {cause: error});
}
