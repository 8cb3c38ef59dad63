import type {Socket} from 'node:net';
import type {TurnProxy} from '../transport.js';
import {httpConnect} from './http-connect.js';
import {socks5Connect} from './socks5.js';

/** Has the proxy at the other end of `socket` connect to `target`. Rejects with a `ProxyError`. */
export function connectThroughProxy(
  socket: Socket,
  proxy: TurnProxy,
  target: {host: string; port: number},
): Promise<void> {
  const connect = proxy.protocol === 'http' ? httpConnect : socks5Connect;
  return connect(socket, proxy, target);
}
