import {type Failure, failureDocument, failureText, toFailure, warningText} from './failure.js';

/**
 * Says on stderr why claw ends, and on stdout with `--json`. For errors outside of any command:
 * commands of `BaseCommand` report their own.
 *
 * @returns the exit code
 */
export function reportFailure(thrown: unknown, argv: readonly string[]): number {
  const exitCode = requestedExit(thrown);
  if (exitCode !== undefined) return exitCode;
  const failure = toFailure(thrown);
  writeFailure(failure);
  if (asksForJson(argv)) {
    process.stdout.write(`${JSON.stringify(failureDocument(failure), null, 2)}\n`);
  }
  return failure.exitCode;
}

/** Says it on stderr, as wide as the terminal is, if it is one that says how wide. */
export function writeFailure(failure: Failure): void {
  process.stderr.write(failureText(failure, process.stderr.columns || undefined));
}

/** The same for what is to be known though the command goes on; without a hint null. */
export function writeWarning(message: string, hint: string | null): void {
  process.stderr.write(warningText({message, hint}, process.stderr.columns || undefined));
}

/** oclif ends a command early by throwing: the exit code if this is such an end, not an error. */
export function requestedExit(thrown: unknown): number | undefined {
  const {code, oclif} = thrown as {code?: unknown; oclif?: {exit?: number}};
  return code === 'EEXIT' ? (oclif?.exit ?? 0) : undefined;
}

function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json');
}
