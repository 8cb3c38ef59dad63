import {type ChildProcess, spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import type {MeshResult, RunEvent} from '../../src/scenario/events.js';
import {CLAW, ROOT} from './cli.js';

/** A `claw mesh up` that is running, followed through its events. */
export class RunningMesh {
  readonly process: ChildProcess;
  readonly events: RunEvent[] = [];
  readonly #said: string[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #ended: Promise<number | null>;
  #stdout = '';

  constructor(args: readonly string[], options: {uid?: number} = {}) {
    const argv = ['mesh', 'up', '--progress', 'json', '--json', ...args];
    this.process = spawn(CLAW, argv, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Another user has no business in this one's home.
      env: options.uid === undefined ? process.env : {...process.env, HOME: '/nonexistent'},
      ...(options.uid === undefined ? {} : {uid: options.uid, gid: options.uid}),
    });
    this.process.stdout?.on('data', (bytes) => {
      this.#stdout += String(bytes);
    });
    const lines = createInterface({input: this.process.stderr ?? process.stdin});
    lines.on('line', (line) => this.#line(line));
    this.#ended = new Promise((resolve) => this.process.once('close', (code) => resolve(code)));
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** What is on stderr besides events. */
  get said(): string {
    return this.#said.join('\n');
  }

  /** Resolves with the first event, past or future, that matches; rejects when the mesh ends first. */
  async event(matches: (event: RunEvent) => boolean): Promise<RunEvent> {
    let over = false;
    void this.#ended.then(() => {
      over = true;
      for (const listener of this.#listeners) listener();
    });
    for (;;) {
      const found = this.events.find(matches);
      if (found) return found;
      if (over) throw new Error(`the mesh ended first:\n${this.said}`);
      await new Promise<void>((resolve) => this.#listeners.add(resolve));
      this.#listeners.clear();
    }
  }

  holding(): Promise<RunEvent> {
    return this.event((event) => event.type === 'phase' && event.phase === 'hold');
  }

  async end(): Promise<{exitCode: number | null; document: MeshResult & {error?: {code: string}}}> {
    const exitCode = await this.#ended;
    return {exitCode, document: JSON.parse(this.#stdout || '{}')};
  }

  #line(line: string): void {
    if (line.startsWith('{')) this.events.push(JSON.parse(line) as RunEvent);
    else this.#said.push(line);
    for (const listener of this.#listeners) listener();
  }
}
