import {PacketSocket} from '../userspace/packet-socket.js';
import {PollSet} from '../userspace/poll-set.js';
import {raisePriority} from '../userspace/priority.js';
import {BenchFrames} from './bench-frames.js';
import type {ReceiveReport, ReceiveTask} from './protocol.js';
import {sharedNowMs} from './shared-clock.js';

/** The kernel stops real-time processes that never rest, for 50 ms. */
const PAUSE_MS = 0.02;
const STDIN_FD = 0;

/** Takes numbered frames from an interface and notes their order and how late they are. */
class Receiver {
  readonly #task: ReceiveTask;
  readonly #socket: PacketSocket;
  readonly #frames = new BenchFrames();
  readonly #late: Float64Array;
  readonly #seen: Uint8Array;
  readonly #report: ReceiveReport = {
    received: 0,
    reordered: 0,
    duplicated: 0,
    missed: 0,
    spanMs: 0,
  };
  #highest = -1;
  #firstMs = 0;

  constructor(task: ReceiveTask) {
    this.#task = task;
    this.#socket = new PacketSocket(task.interfaceName);
    this.#late = new Float64Array(task.packets);
    this.#seen = new Uint8Array(task.packets);
  }

  /** Blocks: no event loop turns meanwhile. */
  run(): ReceiveReport {
    const {packets, drainMs} = this.#task;
    const pollSet = new PollSet([this.#socket.fd, STDIN_FD]);
    let endMs = Number.POSITIVE_INFINITY;
    while (this.#report.received < packets && sharedNowMs() < endMs) {
      pollSet.wait(endMs - sharedNowMs());
      if (pollSet.isReady(0)) this.#receive();
      if (pollSet.isReady(1)) endMs = Math.min(endMs, sharedNowMs() + drainMs);
      pollSet.pause(PAUSE_MS);
    }
    this.#report.missed = this.#socket.takeKernelDrops();
    const late = this.#late.slice(0, this.#report.received).sort();
    return late.length === 0 ? this.#report : {...this.#report, lateMs: quantiles(late)};
  }

  #receive(): void {
    const count = this.#socket.receive(this.#frames.batch);
    const nowMs = sharedNowMs();
    for (let index = 0; index < count; index++) {
      const number = this.#frames.number(index);
      if (number !== undefined) this.#note(number, this.#frames.sentMs(index), nowMs);
    }
  }

  #note(number: number, sentMs: number, nowMs: number): void {
    const report = this.#report;
    if (this.#seen[number] === 1) {
      report.duplicated++;
      return;
    }
    this.#seen[number] = 1;
    if (number < this.#highest) report.reordered++;
    this.#highest = Math.max(this.#highest, number);
    this.#late[report.received++] = nowMs - sentMs - this.#task.delayMs;
    if (report.received === 1) this.#firstMs = nowMs;
    report.spanMs = nowMs - this.#firstMs;
  }
}

function quantiles(sorted: Float64Array): NonNullable<ReceiveReport['lateMs']> {
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] as number;
  return {min: at(0), p50: at(0.5), p99: at(0.99), max: at(1)};
}

raisePriority();
const receiver = new Receiver(JSON.parse(process.argv[2] as string) as ReceiveTask);
process.stdout.write('ready\n');
process.stdout.write(`${JSON.stringify(receiver.run())}\n`);
