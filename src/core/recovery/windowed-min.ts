/**
 * The least value of a sliding window of time, in constant memory: the best, and the best since, and
 * the best since that (Kathleen Nichols' filter, as Linux' lib/win_minmax.c has it). Never too low;
 * a little too high when the window has just lost its least.
 */
export class WindowedMin {
  readonly #windowMs: number;
  readonly #values = new Float64Array(3).fill(Number.POSITIVE_INFINITY);
  readonly #times = new Float64Array(3);

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** `Infinity` before the first. */
  get value(): number {
    return this.#values[0] as number;
  }

  reset(now: number, value: number): void {
    this.#values.fill(value);
    this.#times.fill(now);
  }

  update(now: number, value: number): void {
    const values = this.#values;
    const times = this.#times;
    const isStale = now - (times[2] as number) > this.#windowMs;
    if (value <= (values[0] as number) || isStale) {
      this.reset(now, value);
      return;
    }
    if (value <= (values[1] as number)) this.#put(1, now, value);
    else if (value <= (values[2] as number)) this.#put(2, now, value);
    this.#expire(now, value);
  }

  /** Keeps the second and third choices from being as old as the first. */
  #expire(now: number, value: number): void {
    const times = this.#times;
    const age = now - (times[0] as number);
    if (age > this.#windowMs) {
      this.#shift();
      this.#values[2] = value;
      times[2] = now;
      if (now - (times[0] as number) > this.#windowMs) {
        this.#shift();
        this.#values[2] = value;
        times[2] = now;
      }
    } else if (times[1] === times[0] && age > this.#windowMs / 4) {
      this.#put(1, now, value);
    } else if (times[2] === times[1] && age > this.#windowMs / 2) {
      this.#put(2, now, value);
    }
  }

  #put(from: number, now: number, value: number): void {
    this.#values.fill(value, from);
    this.#times.fill(now, from);
  }

  #shift(): void {
    this.#values.copyWithin(0, 1);
    this.#times.copyWithin(0, 1);
  }
}
