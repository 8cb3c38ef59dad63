/** One command of a plan. */
export interface Step {
  /** What it is for, as a progress line; steps in a row may share it. */
  title: string;
  argv: readonly string[];
  /** Text for the command's standard input: a batch of `ip` commands or nft rules. */
  stdin?: string;
  /** Namespace to run in; absent: where claw runs. */
  netns?: string;
}

/** The argv that runs `argv` inside a namespace, as the same process (`ip` replaces itself). */
export function inNamespace(namespace: string, argv: readonly string[]): string[] {
  return ['ip', 'netns', 'exec', namespace, ...argv];
}

/** The command as it is run. */
export function commandOf({argv, netns}: Step): string[] {
  return netns === undefined ? [...argv] : inNamespace(netns, argv);
}

/** The step as a line of shell, with its input as a here-document. */
export function renderStep(step: Step): string {
  const command = commandOf(step).map(quoted).join(' ');
  if (step.stdin === undefined) return `${command}\n`;
  return `${command} <<'EOF'\n${step.stdin}EOF\n`;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
