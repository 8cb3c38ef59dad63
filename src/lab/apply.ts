import {ExecaError, execa} from 'execa';
import {ClawError, ExitCode} from '../errors.js';
import type {LabProgress} from './lab.js';
import {netemMissingError} from './links/netem.js';
import {commandOf, type Step} from './step.js';

/**
 * Runs the steps one after the other and stops at the first that fails.
 *
 * Throws `LAB_STEP_FAILED` with the command and what it said, or `NETEM_MISSING`.
 */
export async function applySteps(steps: readonly Step[], progress?: LabProgress): Promise<void> {
  let title = '';
  for (const step of steps) {
    if (step.title !== title) progress?.(step.title);
    title = step.title;
    await applyStep(step);
  }
}

async function applyStep(step: Step): Promise<void> {
  const [program = '', ...args] = commandOf(step);
  try {
    await execa(program, args, {input: step.stdin ?? ''});
  } catch (error) {
    throw error instanceof ExecaError ? stepFailed(step, error) : error;
  }
}

function stepFailed(step: Step, error: ExecaError): ClawError {
  const said = String(error.stderr || error.originalMessage || error.shortMessage).trim();
  if (/qdisc kind is unknown/i.test(said)) return netemMissingError(error);
  const line = failedLine(step, said);
  const command = commandOf(step).join(' ');
  return new ClawError(`${step.title}: "${command}" failed${line}: ${said}`, {
    code: 'LAB_STEP_FAILED',
    exitCode: ExitCode.unsupported,
    hint: hintFor(said),
    cause: error,
  });
}

/** `ip -batch` names the line of its input that failed; the reader wants its words. */
function failedLine(step: Step, said: string): string {
  const number = /Command failed -:(\d+)/.exec(said)?.[1];
  const text = number && step.stdin?.split('\n')[Number(number) - 1];
  return text ? ` at "${text}"` : '';
}

function hintFor(said: string): string {
  if (/not permitted|permission denied/i.test(said)) {
    return 'Network namespaces need root, or a user namespace that may make them.';
  }
  return 'This kernel may lack a feature the lab needs, or a lab of this process is up already.';
}
