import {type ChildProcess, spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import type {LabEvent} from '../../src/scenario/lab-session/events.js';
import type {LabStatus} from '../../src/scenario/lab-session/status.js';
import {CLAW, ROOT} from './cli.js';

interface Ended {
  exitCode: number | null;
  document: Partial<LabStatus> & {leftovers?: string[]; error?: {code: string}};
  /** What is on stderr besides events. */
  said: string;
}

/** A `claw lab up` that is running, followed through its events. */
export class RunningLab {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly #ready: Promise<LabStatus>;

  constructor(args: readonly string[], options: {uid?: number; env?: NodeJS.ProcessEnv} = {}) {
    const {uid, env = {}} = options;
    this.process = spawn(CLAW, ['lab', 'up', '--progress', 'json', '--json', ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Another user has no business in this one's home.
      env: {...process.env, ...(uid === undefined ? {} : {HOME: '/nonexistent'}), ...env},
      ...(uid === undefined ? {} : {uid, gid: uid}),
    });
    const said: string[] = [];
    let stdout = '';
    this.process.stdout?.on('data', (bytes) => {
      stdout += String(bytes);
    });
    const closed = new Promise<number | null>((resolve) => this.process.once('close', resolve));
    this.#ready = new Promise((resolve, reject) => {
      createInterface({input: this.process.stderr as NodeJS.ReadableStream}).on('line', (line) => {
        const event = line.startsWith('{') ? (JSON.parse(line) as LabEvent) : undefined;
        if (event?.type === 'ready') resolve(event.lab);
        if (event === undefined) said.push(line);
      });
      void closed.then(() => reject(new Error(`the lab ended first:\n${said.join('\n')}`)));
    });
    this.#ready.catch(() => undefined);
    this.ended = closed.then((exitCode) => ({
      exitCode,
      document: JSON.parse(stdout || '{}'),
      said: said.join('\n'),
    }));
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** Resolves once the lab is up; rejects when it ends first. */
  ready(): Promise<LabStatus> {
    return this.#ready;
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.process.kill(signal);
    return this.ended;
  }
}
