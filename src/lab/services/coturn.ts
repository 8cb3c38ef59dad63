import {createHash} from 'node:crypto';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {ClawError, ExitCode} from '../../errors.js';
import {startProcess} from '../host-process.js';
import type {HostProcess, TurnAccess, TurnPlace} from '../lab.js';
import {hasProgram} from '../programs.js';
import {endpointText, serverUri} from '../reachability/server-uri.js';
import {makeServerCertificate} from './certificate/certificate.js';
import {answersStun} from './stun-ready.js';
import {TurnProcess} from './turn-process.js';

export const TURN_PORT = 3478;
/** What a network that blocks everything but the web lets through. */
const HTTP_PORT = 80;
const HTTPS_PORT = 443;

export interface CoturnOptions {
  /** Wraps argv so that it runs where the service's address is. */
  command: (argv: readonly string[]) => string[];
  address: string;
  /** A second address: STUN needs one to tell kinds of NAT apart (RFC 5780). */
  alternateAddress: string;
  /** A third one, with TURN over TCP and TLS on the ports of the web. */
  webAddress: string;
  /** TURN over UDP and TCP is here as well; absent: there is no IPv6. */
  ipv6Address?: string;
  /** The credentials are derived from it, so that a run can be repeated exactly. */
  seed: number;
  /** For configuration, log and pid file. */
  directory: string;
}

export interface Coturn {
  turn: TurnAccess;
  places: TurnPlace[];
  process: TurnProcess;
}

/**
 * Starts coturn (STUN and TURN over UDP, TCP and TLS) and waits until it answers a STUN binding. Its
 * certificate is of a root made for it alone.
 *
 * Throws `TURN_MISSING` if coturn is not installed, `TURN_FAILED` if it does not answer.
 */
export async function startCoturn(options: CoturnOptions): Promise<Coturn> {
  await checkInstalled();
  const configFile = join(options.directory, 'turnserver.conf');
  const places = turnPlaces(options);
  const turn = turnAccess(options, places);
  await writeFile(configFile, coturnConfig(options, turn), {mode: 0o600});
  await writeCertificate(options);
  const start = () => startAnswering(options, configFile);
  return {
    turn,
    places: [...places, ...ipv6Places(options)],
    process: new TurnProcess(await start(), start),
  };
}

async function startAnswering(options: CoturnOptions, configFile: string): Promise<HostProcess> {
  const {command, address} = options;
  const logFile = join(options.directory, 'turnserver.log');
  // coturn has no pipe to notice its parent's death by; the kernel tells it.
  const argv = ['setpriv', '--pdeathsig', 'KILL', 'turnserver', '-c', configFile];
  const started = startProcess(command(argv), {logFile});
  const ready = await Promise.race([
    answersStun({command, address, port: TURN_PORT}),
    started.ended.then(() => false),
  ]);
  if (ready) return started;
  started.child.kill('SIGKILL');
  throw new ClawError('coturn did not start', {
    code: 'TURN_FAILED',
    exitCode: ExitCode.unsupported,
    hint: `Its log says why: ${logFile}`,
  });
}

/** The text of `turnserver.conf`. */
export function coturnConfig(
  options: Omit<CoturnOptions, 'command' | 'seed'>,
  turn: Pick<TurnAccess, 'username' | 'password'>,
): string {
  const {ipv6Address} = options;
  const ipv6 = ipv6Address ? `aux-server=${endpointText(ipv6Address, TURN_PORT)}\n` : '';
  return `listening-ip=${options.address}
listening-ip=${options.alternateAddress}
aux-server=${options.webAddress}:${HTTP_PORT}
aux-server=${options.webAddress}:${HTTPS_PORT}
${ipv6}relay-ip=${options.address}
listening-port=${TURN_PORT}
min-port=49152
max-port=65535
lt-cred-mech
realm=claw
user=${turn.username}:${turn.password}
no-cli
no-dtls
cert=${join(options.directory, CERTIFICATE)}
pkey=${join(options.directory, KEY)}
pidfile=${join(options.directory, 'turnserver.pid')}
userdb=${join(options.directory, 'turnserver.db')}
log-file=${join(options.directory, 'turnserver.log')}
simple-log
no-stdout-log
`;
}

const [CERTIFICATE, KEY, CA] = ['turn-certificate.pem', 'turn-key.pem', 'turn-ca.pem'];

async function writeCertificate({address, webAddress, directory}: CoturnOptions): Promise<void> {
  const {ca, certificate, key} = makeServerCertificate([address, webAddress]);
  await writeFile(join(directory, CA), ca);
  await writeFile(join(directory, CERTIFICATE), certificate);
  await writeFile(join(directory, KEY), key, {mode: 0o600});
}

function turnPlaces({address, webAddress}: CoturnOptions): TurnPlace[] {
  return [
    {transport: 'udp', address, port: TURN_PORT},
    {transport: 'tcp', address, port: TURN_PORT},
    {transport: 'tcp', address: webAddress, port: HTTP_PORT},
    {transport: 'tls', address: webAddress, port: HTTPS_PORT},
  ];
}

/** Not among the URIs that agents are given: which way they took would be a matter of chance. */
function ipv6Places({ipv6Address: address}: CoturnOptions): TurnPlace[] {
  if (address === undefined) return [];
  return (['udp', 'tcp'] as const).map((transport) => ({transport, address, port: TURN_PORT}));
}

function turnAccess({address, seed, directory}: CoturnOptions, places: TurnPlace[]): TurnAccess {
  const password = createHash('sha256').update(`turn ${seed}`).digest('hex').slice(0, 32);
  return {
    server: `${address}:${TURN_PORT}`,
    uris: places.map(({transport, address: host, port}) =>
      serverUri({kind: 'turn', host, port, transport}),
    ),
    username: 'claw',
    password,
    caFile: join(directory, CA),
  };
}

async function checkInstalled(): Promise<void> {
  if (await hasProgram('turnserver')) return;
  throw new ClawError('the lab needs coturn, and "turnserver" is not installed', {
    code: 'TURN_MISSING',
    exitCode: ExitCode.unsupported,
    hint: 'Install it (apt-get install coturn, dnf install coturn), or use the loopback fabric.',
  });
}
