import {join} from 'node:path';
import {LineRpcClient} from '../agent/control/line-rpc-client.js';
import {ClawError, ExitCode} from '../errors.js';
import {runDirectory, runDirectoryPids} from '../lab/runtime-directory.js';

/** A kind of run that other terminals can talk to, by the socket in its run directory. */
export interface RunKind {
  socket: string;
  /** `mesh` gives `MESH_NOT_FOUND`, `MESH_AMBIGUOUS` and `--mesh PID`. */
  name: 'mesh' | 'lab';
  plural: string;
  /** The command that starts one. */
  start: string;
}

export interface Running {
  /** Process that owns the run. */
  pid: number;
  rpc: LineRpcClient;
}

/**
 * Connects to the run of this kind that is up.
 * @param pid its owner; may be left out while only one is up
 * @throws ClawError `<NAME>_NOT_FOUND` or `<NAME>_AMBIGUOUS`
 */
export async function findRunning(kind: RunKind, pid: number | undefined): Promise<Running> {
  const found: Running[] = [];
  for (const candidate of pid === undefined ? await runDirectoryPids() : [pid]) {
    const path = join(runDirectory(candidate), kind.socket);
    const rpc = await LineRpcClient.connect(path).catch(() => undefined);
    if (rpc) found.push({pid: candidate, rpc});
  }
  const [first, ...others] = found;
  if (first && others.length === 0) return first;
  for (const {rpc} of found) rpc.close();
  throw first ? ambiguous(kind, found) : notFound(kind, pid);
}

function notFound({name, start}: RunKind, pid: number | undefined): ClawError {
  return new ClawError(
    pid === undefined ? `no ${name} is up` : `no ${name} is up with pid ${pid}`,
    {
      code: `${name.toUpperCase()}_NOT_FOUND`,
      hint: `Start one with "${start}" in another terminal.`,
      exitCode: ExitCode.failed,
    },
  );
}

function ambiguous({name, plural}: RunKind, found: readonly Running[]): ClawError {
  const pids = found.map(({pid}) => pid).join(', ');
  return new ClawError(`${found.length} ${plural} are up, with pids ${pids}`, {
    code: `${name.toUpperCase()}_AMBIGUOUS`,
    hint: `Say which with --${name} PID.`,
  });
}
