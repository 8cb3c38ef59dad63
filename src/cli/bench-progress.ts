import type {ProgressMode} from './output-mode.js';

/** Writes the steps of a bench to stderr. There is nothing to animate: `tty` is `plain`. */
export function benchProgress(mode: ProgressMode): (text: string) => void {
  if (mode === 'quiet') return () => undefined;
  if (mode === 'plain' || mode === 'tty') return (text) => process.stderr.write(`${text}\n`);
  return (text) => process.stderr.write(`${JSON.stringify({type: 'step', text})}\n`);
}
