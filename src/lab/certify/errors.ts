import {ClawError, ExitCode} from '../../errors.js';

export function probeFailed(where: string, logFile: string, cause?: unknown): ClawError {
  return new ClawError(`the probe at ${where} did not work, so the lab is not certified`, {
    code: 'PROBE_FAILED',
    exitCode: ExitCode.invalidRun,
    hint: `Its log says why: ${logFile}`,
    cause,
  });
}
