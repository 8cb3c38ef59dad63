import {createHash} from 'node:crypto';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {ClawError, ExitCode} from '../../errors.js';
import {startProcess} from '../host-process.js';
import type {HostAccess, HostProcess} from '../lab.js';
import {hasProgram} from '../programs.js';
import {answersStun} from './stun-ready.js';

export const TURN_PORT = 3478;

export interface CoturnOptions {
  /** Wraps argv so that it runs where the service's address is. */
  command: (argv: readonly string[]) => string[];
  address: string;
  /** A second address: STUN needs one to tell kinds of NAT apart (RFC 5780). */
  alternateAddress: string;
  /** The credentials are derived from it, so that a run can be repeated exactly. */
  seed: number;
  /** For configuration, log and pid file. */
  directory: string;
}

export interface Coturn {
  turn: NonNullable<HostAccess['turn']>;
  process: HostProcess;
}

/**
 * Starts coturn (STUN and TURN over UDP and TCP) and waits until it answers a STUN binding.
 *
 * Throws `TURN_MISSING` if coturn is not installed, `TURN_FAILED` if it does not answer.
 */
export async function startCoturn(options: CoturnOptions): Promise<Coturn> {
  await checkInstalled();
  const configFile = join(options.directory, 'turnserver.conf');
  const logFile = join(options.directory, 'turnserver.log');
  const turn = credentials(options);
  await writeFile(configFile, coturnConfig(options, turn), {mode: 0o600});
  // coturn has no pipe to notice its parent's death by; the kernel tells it.
  const argv = ['setpriv', '--pdeathsig', 'KILL', 'turnserver', '-c', configFile];
  const started = startProcess(options.command(argv), {logFile});
  const {command, address} = options;
  const ready = await Promise.race([
    answersStun({command, address, port: TURN_PORT}),
    started.ended.then(() => false),
  ]);
  if (ready) return {turn, process: started};
  started.child.kill('SIGKILL');
  throw new ClawError('coturn did not start', {
    code: 'TURN_FAILED',
    exitCode: ExitCode.unsupported,
    hint: `Its log says why: ${logFile}`,
  });
}

/** The text of `turnserver.conf`. */
export function coturnConfig(
  options: Pick<CoturnOptions, 'address' | 'alternateAddress' | 'directory'>,
  turn: Coturn['turn'],
): string {
  return `listening-ip=${options.address}
listening-ip=${options.alternateAddress}
relay-ip=${options.address}
listening-port=${TURN_PORT}
min-port=49152
max-port=65535
lt-cred-mech
realm=claw
user=${turn.username}:${turn.password}
no-cli
no-tls
no-dtls
pidfile=${join(options.directory, 'turnserver.pid')}
userdb=${join(options.directory, 'turnserver.db')}
log-file=${join(options.directory, 'turnserver.log')}
simple-log
no-stdout-log
`;
}

function credentials({address, seed}: CoturnOptions): Coturn['turn'] {
  const password = createHash('sha256').update(`turn ${seed}`).digest('hex').slice(0, 32);
  return {server: `${address}:${TURN_PORT}`, username: 'claw', password};
}

async function checkInstalled(): Promise<void> {
  if (await hasProgram('turnserver')) return;
  throw new ClawError('the lab needs coturn, and "turnserver" is not installed', {
    code: 'TURN_MISSING',
    exitCode: ExitCode.unsupported,
    hint: 'Install it (apt-get install coturn, dnf install coturn), or use the loopback fabric.',
  });
}
