import type {Socket} from 'node:net';
import {isIPv6} from 'node:net';
import type {TurnProxy} from '../transport.js';
import {ByteReader} from './byte-reader.js';
import {ProxyError} from './proxy-error.js';

const HEAD_BYTES_MAX = 16_384;

/**
 * Asks an HTTP proxy for a tunnel (CONNECT, RFC 9110 section 9.3.6; Basic credentials, RFC 7617).
 * Rejects with a `ProxyError`.
 */
export async function httpConnect(
  socket: Socket,
  proxy: TurnProxy,
  target: {host: string; port: number},
): Promise<void> {
  const host = isIPv6(target.host) ? `[${target.host}]` : target.host;
  const authority = `${host}:${target.port}`;
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (proxy.credentials) lines.push(`Proxy-Authorization: Basic ${basic(proxy.credentials)}`);
  const reader = new ByteReader(socket);
  try {
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    const head = await reader.takeThrough('\r\n\r\n', HEAD_BYTES_MAX);
    checkStatus(head.toString('latin1'), authority);
  } finally {
    reader.release();
  }
}

function checkStatus(head: string, authority: string): void {
  const [, code, reason = ''] = /^HTTP\/1\.[01] (\d{3})(?: ([^\r\n]{0,100}))?/.exec(head) ?? [];
  const status = Number(code);
  if (Number.isNaN(status)) throw new ProxyError('PROXY_PROTOCOL', 'it is no HTTP proxy');
  if (status >= 200 && status < 300) return;
  if (status === 407) throw new ProxyError('PROXY_AUTH', 'the proxy wants other credentials (407)');
  const why = `(${status} ${reason.replace(/[^\x20-\x7e]/g, '')})`;
  if (status === 502 || status === 503 || status === 504) {
    throw new ProxyError('PROXY_UNREACHABLE', `the proxy cannot reach ${authority} ${why}`);
  }
  throw new ProxyError('PROXY_REFUSED', `the proxy refuses ${authority} ${why}`);
}

function basic({username, password}: {username: string; password: string}): string {
  return Buffer.from(`${username}:${password}`).toString('base64');
}
