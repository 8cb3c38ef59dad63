import type {HostProcess} from '../lab.js';

/** A TURN server that can be killed and started again at the same places. */
export class TurnProcess {
  /** Resolves when it ends without having been killed. */
  readonly died: Promise<Awaited<HostProcess['ended']>>;
  readonly #start: () => Promise<HostProcess>;
  readonly #killed = new WeakSet<HostProcess>();
  #current: HostProcess;
  #die: (how: Awaited<HostProcess['ended']>) => void = () => undefined;

  /** @param start resolves with one that answers */
  constructor(first: HostProcess, start: () => Promise<HostProcess>) {
    this.#start = start;
    this.#current = first;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
    this.#watch(first);
  }

  /** What runs now, or ran last. */
  get current(): HostProcess {
    return this.#current;
  }

  /** Ends it as a crash does: nobody is told, what it knew is gone. */
  async kill(): Promise<void> {
    const {child, ended} = this.#current;
    this.#killed.add(this.#current);
    child.kill('SIGKILL');
    await ended;
  }

  /** Resolves when it answers. Rejects with `TURN_FAILED`. */
  async start(): Promise<void> {
    this.#current = await this.#start();
    this.#watch(this.#current);
  }

  #watch(process: HostProcess): void {
    void process.ended.then((how) => {
      if (!this.#killed.has(process)) this.#die(how);
    });
  }
}
