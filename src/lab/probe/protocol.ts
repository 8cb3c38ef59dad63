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
  /** False: the link loses too much for answers to decide anything about the NAT. */
  askNat: boolean;
  /** Between two rounds of the questions about the NAT. */
  roundMs: number;
  /** Longest round trip that the links' models allow: answers may take this long. */
  roundTripMs: number;
  /** How many times the usual evidence to gather; 1, or more for a second look. */
  patience: number;
  /**
   * Set: UDP is expected to be dropped. Questions over UDP get this long to be answered, and the
   * train goes over TCP, where there is an endpoint for it.
   */
  blocked?: {listenMs: number; tcp?: Endpoint};
  bindAddress?: string;
  candidateMap?: Endpoint;
}

/** What it prints. */
export interface ProbeReport {
  /** Absent when it was not asked for. */
  nat?: MeasuredNat;
  /** Absent when no train came through. Of a train over TCP, only the delay means anything. */
  link?: MeasuredLink;
}

/** Where a reflector listens. */
export interface ReflectorPlaces {
  udp: Endpoint;
  tcp: Endpoint;
}

/** argv that carries out a task, or answers trains at an endpoint. */
export function probeCommand(task: {probe: ProbeTask} | {reflect: ReflectorPlaces}): string[] {
  const [what, argument] = 'probe' in task ? ['probe', task.probe] : ['reflect', task.reflect];
  return [process.execPath, programPath(), what, JSON.stringify(argument)];
}

/** The compiled program, also when this module itself runs from source: node cannot run TypeScript. */
function programPath(): string {
  const path = fileURLToPath(new URL('./main.js', import.meta.url));
  return path.replace('/src/lab/probe/', '/dist/lab/probe/');
}
