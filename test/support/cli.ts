import {fileURLToPath} from 'node:url';
import {execa} from 'execa';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const CLAW = `${ROOT}bin/claw`;

export interface RunOptions {
  /** Added to the environment; undefined removes. */
  env?: Record<string, string | undefined>;
  cwd?: string;
  input?: string;
  /** Run on a pseudo-terminal: stderr then arrives in stdout. */
  tty?: boolean;
  /** Another checkout's bin/claw. */
  program?: string;
  uid?: number;
}

export interface Run {
  stdout: string;
  stderr: string;
  exitCode: number | undefined;
}

/** What a test runner or CI sets and a user's shell does not. */
const NOT_FROM_A_SHELL = /^(NODE_ENV|NODE_OPTIONS|VITEST.*|CI|FORCE_COLOR|NO_COLOR|npm_.*)$/;

/** Runs the real program to its end. A failing exit is a result, not an error. */
export async function runClaw(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const {cwd = ROOT, input = '', program = CLAW, tty, uid} = options;
  const argv: [string, string[]] = tty ? onTerminal([program, ...args]) : [program, [...args]];
  const result = await execa(...argv, {
    cwd,
    input,
    env: {...shellEnv(), ...options.env},
    extendEnv: false,
    reject: false,
    ...(uid === undefined ? {} : {uid, gid: uid}),
  });
  const {stdout, stderr, exitCode} = result;
  return {stdout, stderr, exitCode};
}

function shellEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !NOT_FROM_A_SHELL.test(name));
  return Object.fromEntries(kept);
}

function onTerminal(argv: readonly string[]): [string, string[]] {
  const quoted = argv.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  return ['script', ['--quiet', '--return', '--flush', '--command', quoted, '/dev/null']];
}
