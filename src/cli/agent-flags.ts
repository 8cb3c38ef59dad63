import {Flags} from '@oclif/core';
import {readStandbys, type StandbyKind} from '../agent/wanted-path.js';
import {CARRIERS} from '../agent/webrtc/carrier.js';
import {ClawError} from '../errors.js';
import {parseServer, type Server} from '../lab/reachability/server-uri.js';

/** `HOST:PORT`. */
export const endpointFlag = Flags.custom<{address: string; port: number}>({
  helpValue: '<host:port>',
  parse: async (text, _context, {name}) => {
    const endpoint = parseEndpoint(text);
    if (endpoint) return endpoint;
    throw flagError(name, text, 'HOST:PORT, for example 0.0.0.0:4455');
  },
});

export const carrierFlag = Flags.option({
  options: CARRIERS,
  default: 'rtp' as const,
  description: 'What packets are sent in.',
});

/** `relay-udp,relay-tls`, or `none`. */
export const standbyFlag = Flags.custom<StandbyKind[]>({
  helpValue: '<kinds>',
  parse: async (text) =>
    text === 'none' ? [] : readStandbys(text.split(',').map((word) => word.trim())),
});

/** What one `--turn` says; the credentials may be said elsewhere. */
export interface TurnFlag {
  server: Server;
  credentials?: {username: string; password: string};
}

/** `turn:HOST:PORT?transport=tcp` and the like (RFC 7065) or `HOST:PORT`, after `USER:PASSWORD@`. */
export const turnFlag = Flags.custom<TurnFlag>({
  helpValue: '<uri>',
  parse: async (text) => {
    const at = text.lastIndexOf('@');
    const server = parseServer(text.slice(at + 1), 'turn');
    if (at < 0) return {server};
    const [, username, password] = /^([^:]+):(.+)$/.exec(text.slice(0, at)) ?? [];
    if (username && password) return {server, credentials: {username, password}};
    // The text is not repeated: it may hold a password.
    throw new ClawError('--turn: what stands before "@" is not a user and a password', {
      code: 'FLAG_INVALID',
      hint: 'Give USER:PASSWORD@turn:HOST:PORT, or --turn-user and CLAW_TURN_PASSWORD.',
    });
  },
});

function parseEndpoint(text: string): {address: string; port: number} | undefined {
  const match = /^\[?([^\]]+)\]?:(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  return match?.[1] && port <= 65_535 ? {address: match[1], port} : undefined;
}

function flagError(name: string, text: string, expected: string): ClawError {
  return new ClawError(`--${name}: "${text}" is not an address`, {
    code: 'FLAG_INVALID',
    hint: `Give ${expected}.`,
  });
}
