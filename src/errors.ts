/** Process exit codes (docs/exit-codes.md). */
export const ExitCode = {
  pass: 0,
  failed: 1,
  usage: 2,
  unsupported: 3,
  timeout: 4,
  invalidRun: 5,
  inconclusive: 6,
  bug: 70,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

export interface ClawErrorOptions {
  /** Stable, upper-case, for programs: `NAT_UNKNOWN`. */
  code: string;
  /** What to try next, as one sentence or command. */
  hint?: string;
  /** Defaults to `usage` (2): most errors a user meets are about what was asked. */
  exitCode?: ExitCode;
  cause?: unknown;
}

/** An error a user can act on. Anything else that reaches the top is a bug in claw (exit 70). */
export class ClawError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;

  constructor(message: string, options: ClawErrorOptions) {
    super(message, options.cause === undefined ? undefined : {cause: options.cause});
    this.name = 'ClawError';
    this.code = options.code;
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? ExitCode.usage;
  }
}

/** `no such file or directory` of `ENOENT: no such file or directory, open 'a.yaml'`. */
export function systemReason({message}: Error): string {
  return message.replace(/^E[A-Z0-9]+: (.*?), \w+(?: '.*')?$/s, '$1');
}
