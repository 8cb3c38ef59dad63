import {readFile} from 'node:fs/promises';
import {parseProxy} from '../agent/turn/proxy/proxy-url.js';
import type {TurnServer} from '../agent/turn/transport.js';
import type {TurnOptions} from '../agent/webrtc/peer-contract.js';
import {ClawError} from '../errors.js';
import {serverUri} from '../lab/reachability/server-uri.js';
import type {TurnFlag} from './agent-flags.js';
import {turnCredentials} from './turn-credentials.js';

export interface TurnFlags {
  turn?: readonly TurnFlag[] | undefined;
  'turn-user'?: string | undefined;
  'turn-password'?: string | undefined;
  'turn-ca'?: string | undefined;
  'turn-name'?: string | undefined;
  proxy?: string | undefined;
}

/**
 * The flags of `claw agent` about TURN, together; undefined without a server. Rejects with
 * `FLAG_INVALID` or `PROXY_INVALID`.
 */
export async function turnOptions(flags: TurnFlags): Promise<TurnOptions | undefined> {
  if (!flags.turn || flags.turn.length === 0) return undefined;
  const common = turnCredentials(flags['turn-user'], flags['turn-password']);
  const servers = flags.turn.map(({server, credentials = common}): TurnServer => {
    const {transport, host, port} = server;
    if (credentials) return {transport, host, port, ...credentials};
    throw new ClawError(`--turn: no user for ${serverUri(server)}`, {
      code: 'FLAG_INVALID',
      hint: 'Give --turn-user and the environment variable CLAW_TURN_PASSWORD, or USER:PASSWORD@ before it.',
    });
  });
  const {'turn-ca': caFile, 'turn-name': serverName, proxy} = flags;
  return {
    servers,
    ...(caFile === undefined ? {} : {ca: await readCertificates(caFile)}),
    ...(serverName === undefined ? {} : {serverName}),
    ...(proxy === undefined ? {} : {proxy: parseProxy(proxy)}),
  };
}

async function readCertificates(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new ClawError(`--turn-ca: ${file} cannot be read (${cause.code})`, {
      code: 'FLAG_INVALID',
      hint: 'Give a file of certificates in PEM.',
      cause,
    });
  });
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new ClawError(`--turn-ca: ${file} holds no certificate`, {
    code: 'FLAG_INVALID',
    hint: 'Give a file of certificates in PEM.',
  });
}
