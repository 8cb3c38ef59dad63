import {ClawError, ExitCode} from '../../errors.js';

/** Too many open files of this process, of the system; no memory for a socket. */
const CODES = ['EMFILE', 'ENFILE', 'ENOBUFS'];

/** The error for a socket that the system did not give; other errors come back as they are. */
export function asSocketsExhausted(error: unknown): unknown {
  const {code = ''} = error as NodeJS.ErrnoException;
  if (!(error instanceof Error && CODES.includes(code))) return error;
  return new ClawError(`the loopback fabric got no more sockets: ${error.message}`, {
    code: 'SOCKETS_EXHAUSTED',
    hint: 'Raise the limit of open files (`ulimit -n`) or ask for fewer agents.',
    exitCode: ExitCode.unsupported,
    cause: error,
  });
}
