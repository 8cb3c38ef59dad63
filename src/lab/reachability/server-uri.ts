import {isIP} from 'node:net';
import {ClawError} from '../../errors.js';

export type ServerTransport = 'udp' | 'tcp' | 'tls';

/** A STUN or TURN server to ask. */
export interface Server {
  kind: 'stun' | 'turn';
  /** A name or an address; IPv6 without its brackets. */
  host: string;
  port: number;
  transport: ServerTransport;
}

const PORT = 3478;
const TLS_PORT = 5349;

const EXAMPLES = {
  stun: 'stun.example.org, 198.51.100.7:3478 or [2001:db8::7]:3478',
  turn: 'turn:turn.example.org, turn:turn.example.org:80?transport=tcp or turns:turn.example.org:443',
};

/**
 * Reads `host`, `host:port`, `stun:…` (RFC 7064), `turn:…?transport=udp|tcp` or `turns:…`
 * (RFC 7065). STUN is asked over UDP. Throws `SERVER_INVALID`.
 */
export function parseServer(text: string, kind: Server['kind']): Server {
  const match =
    /^(?:(\w+):(?!\d+(?:\?|$)))?(\[[^\]\s]+\]|[^\s:/?@[\]]+)(?::(\d{1,5}))?(?:\?transport=(\w+))?$/.exec(
      text,
    );
  if (!match) throw invalid(text, kind, `is not a ${kind.toUpperCase()} server`);
  const [, scheme = kind, bracketed = '', port, asked] = match;
  const host = bracketed.replace(/^\[(.*)\]$/, '$1');
  if (bracketed !== host && isIP(host) !== 6) throw invalid(text, kind, `has no IPv6 address`);
  const transport = transportOf(scheme.toLowerCase(), asked?.toLowerCase(), kind);
  if (transport === undefined) throw invalid(text, kind, 'asks for what cannot be checked');
  const number = Number(port ?? (transport === 'tls' ? TLS_PORT : PORT));
  if (number < 1 || number > 65_535) throw invalid(text, kind, 'has no port from 1 to 65535');
  return {kind, host, port: number, transport};
}

/** The server as a URI with everything said: `turn:turn.example.org:3478?transport=udp`. */
export function serverUri({kind, host, port, transport}: Server): string {
  const place = endpointText(host, port);
  if (kind === 'stun') return `stun:${place}`;
  return transport === 'tls' ? `turns:${place}` : `turn:${place}?transport=${transport}`;
}

/** `198.51.100.7:3478`, `[2001:db8::7]:3478`. */
export function endpointText(host: string, port: number): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

function transportOf(
  scheme: string,
  asked: string | undefined,
  kind: Server['kind'],
): ServerTransport | undefined {
  if (kind === 'stun') return scheme === 'stun' && asked === undefined ? 'udp' : undefined;
  if (scheme === 'turns') return asked === undefined || asked === 'tcp' ? 'tls' : undefined;
  if (scheme !== 'turn') return undefined;
  if (asked === undefined) return 'udp';
  return asked === 'udp' || asked === 'tcp' ? asked : undefined;
}

function invalid(text: string, kind: Server['kind'], problem: string): ClawError {
  return new ClawError(`--${kind}: "${text}" ${problem}`, {
    code: 'SERVER_INVALID',
    hint: `Give for example ${EXAMPLES[kind]}.`,
  });
}
