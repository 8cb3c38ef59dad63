import {ClawError, ExitCode} from '../../errors.js';

/** The error for a socket that the system did not give; other errors come back as they are. */
export function asSocketsExhausted(error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  return new ClawError(`the loopback fabric got no more sockets: ${error.message}`, {
    code: 'SOCKETS_EXHAUSTED',
    hint: 'Raise the limit of open files (`ulimit -n`) or ask for fewer agents.',
    exitCode: ExitCode.unsupported,
    cause: error,
  });
}
