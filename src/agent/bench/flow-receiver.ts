import {monotonicMs} from '../monotonic.js';
import {readMessage} from './message.js';
import {meterProcess} from './process-cost.js';
import {BIN_MS, type ExpectRequest, type ReceiveReport} from './protocol.js';
import {IntervalSpread} from './spread.js';

/** Counts what arrives of one flow. */
export class FlowReceiver {
  readonly #lateAfterMs: number;
  readonly #keepsArrivals: boolean;
  readonly #cost = meterProcess();
  readonly #latenciesMs: number[] = [];
  readonly #intervals = new IntervalSpread();
  readonly #seen = new Set<number>();
  readonly #arrivals: {id: number; sentAtMs: number; arrivedAtMs: number}[] = [];
  readonly #binBytes: number[] = [];
  #awaited = Number.POSITIVE_INFINITY;
  #arrived: () => void = () => undefined;
  #originMs = Number.NaN;
  #bytes = 0;
  #duplicates = 0;
  #outOfOrder = 0;
  #corrupt = 0;
  #late = 0;
  #idMax = -1;

  constructor({lateAfterMs, keepArrivals}: ExpectRequest) {
    this.#lateAfterMs = lateAfterMs ?? Number.POSITIVE_INFINITY;
    this.#keepsArrivals = keepArrivals ?? false;
  }

  message(data: Uint8Array): void {
    const arrivedAtMs = monotonicMs();
    const message = readMessage(data);
    if (!message?.isIntact) {
      this.#corrupt += 1;
      return;
    }
    const {id, sentAtMs} = message;
    if (this.#keepsArrivals) this.#arrivals.push({id, sentAtMs, arrivedAtMs});
    if (this.#seen.has(id)) {
      this.#duplicates += 1;
      return;
    }
    this.#seen.add(id);
    if (id < this.#idMax) this.#outOfOrder += 1;
    else this.#idMax = id;
    const latencyMs = arrivedAtMs - sentAtMs;
    this.#latenciesMs.push(latencyMs);
    if (latencyMs > this.#lateAfterMs) this.#late += 1;
    this.#intervals.add(arrivedAtMs);
    this.#count(data.length, sentAtMs, arrivedAtMs);
    if (this.#seen.size >= this.#awaited) this.#arrived();
  }

  /** Waits for `messages` different ones, at most `waitMs`, and tells what arrived. */
  async report({messages, waitMs}: {messages: number; waitMs: number}): Promise<ReceiveReport> {
    if (waitMs > 0 && this.#seen.size < messages) {
      this.#awaited = messages;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        this.#arrived = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return {
      messages: this.#latenciesMs.length,
      bytes: this.#bytes,
      originMs: Number.isNaN(this.#originMs) ? 0 : this.#originMs,
      binBytes: Array.from(this.#binBytes, (bytes) => bytes ?? 0),
      latencyMs: latencySummary(this.#latenciesMs),
      intervalSdMs: this.#intervals.sdMs,
      duplicates: this.#duplicates,
      outOfOrder: this.#outOfOrder,
      corrupt: this.#corrupt,
      late: this.#late,
      idMax: this.#idMax,
      distinct: this.#seen.size,
      cost: this.#cost(),
      ...(this.#keepsArrivals ? {arrivals: this.#arrivals} : {}),
    };
  }

  #count(bytes: number, sentAtMs: number, arrivedAtMs: number): void {
    if (Number.isNaN(this.#originMs)) this.#originMs = sentAtMs;
    const bin = Math.floor((arrivedAtMs - this.#originMs) / BIN_MS);
    this.#binBytes[bin] = (this.#binBytes[bin] ?? 0) + bytes;
    this.#bytes += bytes;
  }
}

/** Exact, by nearest rank. */
function latencySummary(latenciesMs: readonly number[]): ReceiveReport['latencyMs'] {
  const sorted = Float64Array.from(latenciesMs).sort();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  const [min, p50, p90, p99, max] = [at(0), at(0.5), at(0.9), at(0.99), at(1)];
  if (min === undefined || max === undefined) return null;
  return {min, p50: p50 ?? min, p90: p90 ?? min, p99: p99 ?? max, max};
}
