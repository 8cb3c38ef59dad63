import {rm} from 'node:fs/promises';
import type {ClawError} from '../../errors.js';
import {createRunDirectory} from '../../lab/runtime-directory.js';
import type {MeshResult, RunEvent} from '../events.js';
import {EventLog} from './event-log.js';
import {serveMesh} from './mesh-control.js';
import {runInvalid} from './mesh-errors.js';
import {MeshRun} from './mesh-run.js';
import type {MeshLayout, MeshOptions} from './options.js';

export interface SessionOptions {
  mesh: MeshOptions;
  layout?: MeshLayout;
  /** argv that runs this CLI. */
  command: readonly string[];
  commandLine: string;
  /** Keep logs and events also when all went well. */
  keep: boolean;
  /** Default true. */
  certify?: boolean;
  onEvent(event: RunEvent): void;
  signal: AbortSignal;
}

export interface SessionOutcome {
  result: MeshResult;
  /** Every pair connected and every path proven. */
  passed: boolean;
  /** Set: the network was not what was asked for, so that the result does not count. */
  invalid?: ClawError;
  /** Directory with events and logs; absent when it was removed. */
  evidence?: string;
}

/**
 * A mesh run with its run directory, its event log and its control socket.
 *
 * @throws what `MeshRun.run` throws, and ClawError `EVENT_LOG` when the log cannot be written, which
 *   ends the run: there is no evidence to keep
 */
export async function runMeshSession(options: SessionOptions): Promise<SessionOutcome> {
  const {mesh, command, commandLine, signal} = options;
  const directory = await createRunDirectory();
  const log = new EventLog(directory, (error) => run.end(error));
  const startedMs = performance.now();
  const run = new MeshRun({
    mesh,
    ...(options.layout ? {layout: options.layout} : {}),
    command,
    commandLine,
    directory,
    certify: options.certify ?? true,
    emit: (event) => {
      const stamped = {atMs: Math.round(performance.now() - startedMs), ...event} as RunEvent;
      log.write(stamped);
      options.onEvent(stamped);
    },
  });
  const control = await serveMesh(run, directory);
  let remove = !options.keep;
  try {
    const result = await run.run(signal);
    const unwritten = await log.end();
    if (unwritten) throw unwritten;
    const invalid = isInvalid(result) ? runInvalid(result.certification) : undefined;
    const passed = invalid === undefined && (signal.aborted || isPassed(result));
    remove &&= passed;
    return {
      result,
      passed,
      ...(invalid ? {invalid} : {}),
      ...(remove ? {} : {evidence: directory}),
    };
  } catch (error) {
    const unwritten = await log.end();
    remove &&= signal.aborted || unwritten !== undefined;
    if (!remove) process.stderr.write(`evidence: ${directory}\n`);
    throw error;
  } finally {
    await control.close();
    if (remove) await rm(directory, {recursive: true, force: true});
  }
}

function isInvalid({certification}: MeshResult): boolean {
  return certification.verdict === 'invalid';
}

function isPassed({summary, connections, leftovers}: MeshResult): boolean {
  const unproven = connections.some(({proof}) => proof === 'disagrees');
  return summary.connected === summary.expected && !unproven && leftovers === 0;
}
