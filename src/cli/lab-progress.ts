import {labEventText} from '../report/show-lab.js';
import type {LabEvent} from '../scenario/lab-session/events.js';
import type {ProgressMode} from './output-mode.js';

/** Writes the events of a lab to stderr. A lab has nothing to animate: `tty` is `plain`. */
export function labProgress(mode: ProgressMode): (event: LabEvent) => void {
  if (mode === 'json') return (event) => process.stderr.write(`${JSON.stringify(event)}\n`);
  return (event) => {
    const isProblem = event.type === 'down' && event.leftovers.length > 0;
    if (mode !== 'quiet' || isProblem) process.stderr.write(labEventText(event));
  };
}
