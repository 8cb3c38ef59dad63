import {ClawError, ExitCode} from '../../errors.js';

/** `log`: what the probe wrote, whose own error is the best there is to say. */
export function probeFailed(
  where: string,
  {logFile, log}: {logFile: string; log: string},
  cause?: unknown,
): ClawError {
  const own = /^\w*Error.*$/m.exec(log)?.[0];
  const why = own === undefined ? '' : ` (${own})`;
  return new ClawError(`the probe at ${where} did not work${why}, so the lab is not certified`, {
    code: 'PROBE_FAILED',
    exitCode: ExitCode.invalidRun,
    hint: `Its log says why: ${logFile}`,
    cause,
  });
}
