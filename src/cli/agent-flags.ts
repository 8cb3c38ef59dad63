import {Flags} from '@oclif/core';
import {ClawError} from '../errors.js';

/** `HOST:PORT`. */
export const endpointFlag = Flags.custom<{address: string; port: number}>({
  helpValue: '<host:port>',
  parse: async (text, _context, {name}) => {
    const endpoint = parseEndpoint(text);
    if (endpoint) return endpoint;
    throw flagError(name, text, 'HOST:PORT, for example 0.0.0.0:4455');
  },
});

/** `USER:PASSWORD@HOST:PORT`. */
export const turnFlag = Flags.custom<{server: string; username: string; password: string}>({
  helpValue: '<user:password@host:port>',
  parse: async (text, _context, {name}) => {
    const match = /^([^:@]+):([^@]+)@(.+)$/.exec(text);
    const [, username, password, server] = match ?? [];
    if (username && password && server && parseEndpoint(server)) {
      return {server, username, password};
    }
    throw flagError(name, text, 'USER:PASSWORD@HOST:PORT');
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
