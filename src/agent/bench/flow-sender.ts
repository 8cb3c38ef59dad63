import {setTimeout as delay} from 'node:timers/promises';
import {monotonicMs} from '../monotonic.js';
import {writeMessage} from './message.js';
import type {FlowWriter, Pipe} from './pipe.js';
import {meterProcess} from './process-cost.js';
import type {FlowSpec, SendReport} from './protocol.js';
import {IntervalSpread} from './spread.js';

/** A paced flow that has so much waiting sends no more until some has left: memory has an end. */
const WAITING_BYTES_MAX = 16 * 1024 * 1024;
/** A saturating flow lets the process do something else at least so often. */
const TURN_MS_MAX = 5;

/** Sends one flow and tells how it went. */
export async function sendFlow(pipe: Pipe, flow: FlowSpec): Promise<SendReport> {
  const writer = await pipe.openFlow(flow);
  const cost = meterProcess();
  const sending = new Sending(flow, writer);
  if ('saturate' in flow.load) await saturate(sending, writer);
  else await pace(sending, flow.load.messagesPerSecond);
  writer.end();
  return {...sending.report(), cost: cost(), pipe: pipe.facts()};
}

class Sending {
  readonly #flow: FlowSpec;
  readonly #writer: FlowWriter;
  readonly #messagesMax: number;
  readonly #intervals = new IntervalSpread();
  readonly startedAtMs = monotonicMs();
  #nextId = 0;
  #refused = 0;

  constructor(flow: FlowSpec, writer: FlowWriter) {
    this.#flow = flow;
    this.#writer = writer;
    this.#messagesMax = Math.ceil(
      (flow.totalBytes ?? Number.POSITIVE_INFINITY) / flow.messageBytes,
    );
  }

  get isOver(): boolean {
    return this.#nextId >= this.#messagesMax || this.remainingMs <= 0;
  }

  get remainingMs(): number {
    return this.startedAtMs + this.#flow.durationMs - monotonicMs();
  }

  send(): void {
    const nowMs = monotonicMs();
    this.#intervals.add(nowMs);
    this.#writer.write(writeMessage(this.#nextId, this.#flow.messageBytes, nowMs));
    this.#nextId += 1;
  }

  sendUnlessFull(): void {
    if (this.#writer.bufferedBytes > WAITING_BYTES_MAX) this.#refused += 1;
    else this.send();
  }

  report(): Omit<SendReport, 'cost' | 'pipe'> {
    return {
      startedAtMs: this.startedAtMs,
      endedAtMs: monotonicMs(),
      messages: this.#nextId,
      bytes: this.#nextId * this.#flow.messageBytes,
      refused: this.#refused,
      intervalSdMs: this.#intervals.sdMs,
    };
  }
}

async function saturate(sending: Sending, writer: FlowWriter): Promise<void> {
  let turnAtMs = monotonicMs();
  while (!sending.isOver) {
    sending.send();
    if (writer.isFull) await within(sending.remainingMs, writer.drained());
    else if (monotonicMs() - turnAtMs > TURN_MS_MAX) await nextTurn();
    else continue;
    turnAtMs = monotonicMs();
  }
}

/** A message is due every period, counted from the start: a late timer is made up for. */
async function pace(sending: Sending, messagesPerSecond: number): Promise<void> {
  for (let due = 0; !sending.isOver; due++) {
    await until(sending.startedAtMs + (due * 1000) / messagesPerSecond);
    sending.sendUnlessFull();
  }
}

/** Never early: timers count whole milliseconds and end up to one too soon. */
async function until(atMs: number): Promise<void> {
  for (;;) {
    const waitMs = atMs - monotonicMs();
    if (waitMs <= 0) return;
    await delay(waitMs);
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A pipe that takes nothing any more must not hold its flow beyond its time. */
async function within(remainingMs: number, drained: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, remainingMs));
  });
  await Promise.race([drained, over]);
  clearTimeout(timer);
}
