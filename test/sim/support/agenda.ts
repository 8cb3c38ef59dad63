/** What is to happen on a virtual clock: by time, and in the order of asking at the same time. */
export class Agenda {
  #entries: {atMs: number; run: (now: number) => void}[] = [];

  get nextMs(): number | undefined {
    return this.#entries[0]?.atMs;
  }

  add(atMs: number, run: (now: number) => void): void {
    const after = this.#entries.findIndex((entry) => entry.atMs > atMs);
    this.#entries.splice(after < 0 ? this.#entries.length : after, 0, {atMs, run});
  }

  runNext(): void {
    const entry = this.#entries.shift();
    entry?.run(entry.atMs);
  }
}
