import {ClawError} from '../../errors.js';
import type {HostProcess, Lab} from '../../lab/lab.js';
import {AgentProcess} from './agent-process.js';

/** A seed that keeps dying is not coming back. */
const RESTARTS_MAX = 5;

export interface SeedProcessOptions {
  lab: Lab;
  /** argv that runs this CLI. */
  command: readonly string[];
  onState(state: 'ready' | 'lost' | 'restarted'): void;
  onFatal(error: unknown): void;
}

/** The seed agent of a mesh. Started again when it dies: agents reconnect, connections stay. */
export class SeedProcess {
  readonly #options: SeedProcessOptions;
  #process: HostProcess | undefined;
  #restarts = 0;
  #ending = false;

  constructor(options: SeedProcessOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.#spawn();
    this.#options.onState('ready');
  }

  /** From now on its end is meant. */
  release(): void {
    this.#ending = true;
  }

  /** What runs now: one process, or none. */
  get processes(): HostProcess[] {
    return this.#process ? [this.#process] : [];
  }

  async #spawn(): Promise<void> {
    const {lab, command} = this.#options;
    const {host, listen} = lab.seed;
    const {process} = await AgentProcess.start(lab, {
      name: 'seed',
      host,
      argv: [
        ...[...command, 'agent', '--name', 'seed', '--attached'],
        ...['--seed-listen', `${listen.address}:${listen.port}`],
      ],
    });
    this.#process = process;
    void process.ended.then(() => this.#restart());
  }

  async #restart(): Promise<void> {
    if (this.#ending) return;
    this.#options.onState('lost');
    this.#restarts += 1;
    try {
      if (this.#restarts > RESTARTS_MAX) throw diesTooOften();
      await this.#spawn();
      this.#options.onState('restarted');
    } catch (error) {
      this.#options.onFatal(error);
    }
  }
}

function diesTooOften(): ClawError {
  return new ClawError(`the seed agent died ${RESTARTS_MAX + 1} times`, {
    code: 'SEED_DIED',
    hint: 'Its log says why; keep it with --keep.',
    exitCode: 1,
  });
}
