import {rm} from 'node:fs/promises';
import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {LineRpcClient} from '../agent/control/line-rpc-client.js';
import {ClawError} from '../errors.js';
import type {HostProcess, Lab} from '../lab/lab.js';

/** Starting a runtime and opening a socket takes a second at most, even on a busy machine. */
const START_MS_MAX = 30_000;
const CONNECT_RETRY_MS = 20;

/** How many to start at once: hundreds would keep each other from answering in time. */
export const STARTS_AT_ONCE = 2 * availableParallelism();

/** A process of claw in a host of the lab, and its control connection. */
export interface ControlledProcess {
  process: HostProcess;
  control: LineRpcClient;
}

/**
 * Starts `argv` with `--control PATH` in a host and connects to that socket.
 * @throws ClawError `AGENT_START` when it ends, or says nothing for 30 s; names its log.
 */
export async function startControlled(
  lab: Lab,
  options: {name: string; host: string; argv: readonly string[]},
): Promise<ControlledProcess> {
  const {name, host, argv} = options;
  const controlPath = join(lab.spec.directory, `${name}.sock`);
  const logFile = join(lab.spec.directory, `${name}.log`);
  // One that was killed left its socket.
  await rm(controlPath, {force: true});
  const process = lab.spawn(host, [...argv, '--control', controlPath], {logFile});
  let outcome: string | undefined;
  void process.ended.then(({code, signal}) => {
    outcome = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
  });
  const deadline = performance.now() + START_MS_MAX;
  for (;;) {
    const control = await LineRpcClient.connect(controlPath).catch(() => undefined);
    if (control) return {process, control};
    if (outcome !== undefined) throw startError(name, outcome, logFile);
    if (performance.now() > deadline) throw startError(name, 'did not answer', logFile);
    await delay(CONNECT_RETRY_MS);
  }
}

/** A process ended, or never was, before it could be used. */
export function startError(name: string, outcome: string, logFile: string): ClawError {
  return new ClawError(`${name} ${outcome} before it was ready`, {
    code: 'AGENT_START',
    hint: `Its log says why: ${logFile}`,
    exitCode: 1,
  });
}
