import {isIPv4, isIPv6, type Socket} from 'node:net';
import ipaddr from 'ipaddr.js';
import type {TurnProxy} from '../transport.js';
import {ByteReader} from './byte-reader.js';
import {ProxyError} from './proxy-error.js';

const VERSION = 5;
const METHOD = {none: 0, password: 2, noneAcceptable: 0xff};
const ADDRESS = {ipv4: 1, name: 3, ipv6: 4};

/** RFC 1928 section 6. */
const REPLIES = [
  '',
  'general failure',
  'not allowed by its rules',
  'network unreachable',
  'host unreachable',
  'connection refused',
  'TTL expired',
  'command not supported',
  'address type not supported',
];
/** The proxy was willing, and the way onwards was not there. */
const UNREACHABLE = new Set([3, 4, 5, 6]);

/**
 * Asks a SOCKS5 proxy for a connection (RFC 1928; user and password, RFC 1929). Names are resolved
 * by the proxy. Rejects with a `ProxyError`.
 */
export async function socks5Connect(
  socket: Socket,
  proxy: TurnProxy,
  target: {host: string; port: number},
): Promise<void> {
  const reader = new ByteReader(socket);
  try {
    await authenticate(socket, reader, proxy.credentials);
    const port = [target.port >> 8, target.port & 0xff];
    socket.write(Buffer.from([VERSION, 1, 0, ...addressBytes(target.host), ...port]));
    await readReply(reader, `${target.host}:${target.port}`);
  } finally {
    reader.release();
  }
}

async function authenticate(
  socket: Socket,
  reader: ByteReader,
  credentials: TurnProxy['credentials'],
): Promise<void> {
  const methods = credentials ? [METHOD.none, METHOD.password] : [METHOD.none];
  socket.write(Buffer.from([VERSION, methods.length, ...methods]));
  const [version, method] = await reader.take(2);
  if (version !== VERSION) throw new ProxyError('PROXY_PROTOCOL', 'it is no SOCKS5 proxy');
  if (method === METHOD.none) return;
  if (method !== METHOD.password || !credentials) {
    throw new ProxyError('PROXY_AUTH', 'the proxy takes none of our ways to log in');
  }
  const [user, password] = [credentials.username, credentials.password].map(lengthPrefixed);
  socket.write(Buffer.from([1, ...(user ?? []), ...(password ?? [])]));
  const [, status] = await reader.take(2);
  if (status !== 0) throw new ProxyError('PROXY_AUTH', 'the proxy refuses user or password');
}

async function readReply(reader: ByteReader, target: string): Promise<void> {
  const [version, reply = 0, , type] = await reader.take(4);
  if (version !== VERSION) throw new ProxyError('PROXY_PROTOCOL', 'it is no SOCKS5 proxy');
  if (reply !== 0) {
    const code = UNREACHABLE.has(reply) ? 'PROXY_UNREACHABLE' : 'PROXY_REFUSED';
    const verb = UNREACHABLE.has(reply) ? 'cannot reach' : 'refuses';
    throw new ProxyError(
      code,
      `the proxy ${verb} ${target}: ${REPLIES[reply] ?? `reply ${reply}`}`,
    );
  }
  // The address it connects from says nothing to us, but must be read.
  const nameBytes = type === ADDRESS.name ? ((await reader.take(1))[0] ?? 0) : 0;
  const addressBytesCount = type === ADDRESS.ipv4 ? 4 : type === ADDRESS.ipv6 ? 16 : nameBytes;
  await reader.take(addressBytesCount + 2);
}

function addressBytes(host: string): number[] {
  if (isIPv4(host) || isIPv6(host)) {
    return [isIPv4(host) ? ADDRESS.ipv4 : ADDRESS.ipv6, ...ipaddr.parse(host).toByteArray()];
  }
  return [ADDRESS.name, ...lengthPrefixed(host)];
}

/** One byte says how many follow; `parseProxy` refuses what is longer. */
function lengthPrefixed(text: string): number[] {
  const bytes = Buffer.from(text);
  return [bytes.length, ...bytes];
}
