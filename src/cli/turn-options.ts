import {readFile} from 'node:fs/promises';
import {parseProxy} from '../agent/turn/proxy/proxy-url.js';
import type {TurnServer} from '../agent/turn/transport.js';
import type {TurnOptions} from '../agent/webrtc/peer-contract.js';
import {ClawError} from '../errors.js';
import {serverUri} from '../lab/reachability/server-uri.js';
import type {TurnFlag} from './agent-flags.js';
import {turnCredentials} from './turn-credentials.js';

/**
 * The flags of `claw agent` about TURN, together; undefined without a server. Rejects with
 * `FLAG_INVALID` or `PROXY_INVALID`.
 */
export async function turnOptions(flags: {
  servers: readonly TurnFlag[];
  user: string | undefined;
  password: string | undefined;
  caFile: string | undefined;
  serverName: string | undefined;
  proxy: string | undefined;
}): Promise<TurnOptions | undefined> {
  if (flags.servers.length === 0) return undefined;
  const common = turnCredentials(flags.user, flags.password);
  const servers = flags.servers.map(({server, credentials = common}): TurnServer => {
    const {transport, host, port} = server;
    if (credentials) return {transport, host, port, ...credentials};
    throw new ClawError(`--turn: no user for ${serverUri(server)}`, {
      code: 'FLAG_INVALID',
      hint: 'Give --turn-user and the environment variable CLAW_TURN_PASSWORD, or USER:PASSWORD@ before it.',
    });
  });
  return {
    servers,
    ...(flags.caFile === undefined ? {} : {ca: await readCertificates(flags.caFile)}),
    ...(flags.serverName === undefined ? {} : {serverName: flags.serverName}),
    ...(flags.proxy === undefined ? {} : {proxy: parseProxy(flags.proxy)}),
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
