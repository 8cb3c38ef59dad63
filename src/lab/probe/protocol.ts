import {fileURLToPath} from 'node:url';
import type {Endpoint} from '../../stun/message.js';
import type {MeasuredNat} from './classify.js';
import type {StunTargets} from './targets.js';
import type {MeasuredLink} from './train.js';

/** What the probe program is asked to do, as JSON in its arguments. */
export interface ProbeTask {
  targets: StunTargets;
  reflector: Endpoint;
  train: {packets: number; intervalMs: number};
  bindAddress?: string;
  candidateMap?: Endpoint;
}

/** What it prints. */
export interface ProbeReport {
  nat: MeasuredNat;
  /** Absent when nothing came back from the STUN server. */
  link?: MeasuredLink;
}

/** argv that carries out a task, or answers trains at an endpoint. */
export function probeCommand(task: {probe: ProbeTask} | {reflect: Endpoint}): string[] {
  const [what, argument] = 'probe' in task ? ['probe', task.probe] : ['reflect', task.reflect];
  return [process.execPath, programPath(), what, JSON.stringify(argument)];
}

/** The compiled program, also when this module itself runs from source: node cannot run TypeScript. */
function programPath(): string {
  const path = fileURLToPath(new URL('./main.js', import.meta.url));
  return path.replace('/src/lab/probe/', '/dist/lab/probe/');
}
