import {ClawError} from '../../../errors.js';
import type {TurnProxy} from '../transport.js';

const PORTS: Record<string, number> = {http: 80, socks5: 1080};
/** SOCKS5 says their length in one byte (RFC 1929 section 2). */
const CREDENTIAL_BYTES_MAX = 255;

/** Reads `http://[user:password@]host[:port]` or `socks5://…`. Throws `PROXY_INVALID`. */
export function parseProxy(text: string): TurnProxy {
  // Node knows no default port of other schemes than its own; the shape is the same.
  const [, protocol = '', rest = ''] = /^(http|socks5):\/\/(.+)$/.exec(text) ?? [];
  const url = URL.canParse(`ws://${rest}`) ? new URL(`ws://${rest}`) : undefined;
  if (!url?.hostname || url.pathname !== '/' || url.search || url.hash) throw invalid(text);
  const [username, password] = [decode(url.username), decode(url.password)];
  if (username === undefined || password === undefined) throw invalid(text);
  const isLong = [username, password].some((one) => Buffer.byteLength(one) > CREDENTIAL_BYTES_MAX);
  if (isLong) throw invalid(text);
  // `ws:` leaves its own default port out.
  const port =
    url.port === '' ? (/:80\/?$/.test(rest) ? 80 : (PORTS[protocol] ?? 0)) : Number(url.port);
  return {
    protocol: protocol as TurnProxy['protocol'],
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    ...(username === '' ? {} : {credentials: {username, password}}),
  };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The text is not repeated: it may hold a password. */
function invalid(text: string): ClawError {
  const scheme = /^[a-z0-9+.-]+(?=:\/\/)/i.exec(text)?.[0];
  const about = scheme === undefined ? '' : ` with "${scheme}://"`;
  return new ClawError(`--proxy: the value${about} is not the URL of a proxy`, {
    code: 'PROXY_INVALID',
    hint: 'Give http://HOST:PORT or socks5://HOST:PORT; credentials as USER:PASSWORD@ before HOST, percent-encoded.',
  });
}
