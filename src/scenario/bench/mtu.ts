import {setTimeout as delay} from 'node:timers/promises';
import {monotonicMs} from '../../agent/monotonic.js';
import type {BenchContext, BenchOptions} from './bench.js';
import type {BenchLab} from './bench-lab.js';
import type {BenchPipe} from './bench-pipe.js';
import {type MtuRow, type MtuRun, mtuRow} from './mtu-result.js';
import {measureInterleaved} from './outcomes.js';
import type {Target} from './target.js';
import {withBenchLab} from './with-bench-lab.js';

/** Something has to be said for a search to go on. */
const TRAFFIC = {messageBytes: 1000, messagesPerSecond: 100};
const LOOK_MS = 5;
const SETTLE_MS = 2000;

export interface MtuOptions extends BenchOptions {
  /** Longest IP packet that each link carries, in bytes. */
  mtus: readonly number[];
  rttMs: number;
  loss: number;
  durationMs: number;
}

export interface MtuResult {
  bench: 'mtu';
  command: string;
  asked: MtuOptions;
  rows: MtuRow[];
  targets: Target[];
}

/** What the search for the path's MTU finds where longer packets vanish without a word. */
export async function benchMtu(asked: MtuOptions, context: BenchContext): Promise<MtuResult> {
  const {mtus, rttMs, loss, runs, seed, linkDriver} = asked;
  const session = {...context, path: {rttMs, loss}, seed, linkDriver, senders: 1, receivers: 1};
  return withBenchLab(session, async (bench) => {
    const outcomes = await measureInterleaved(mtus.map(String), {
      runs,
      measure: (mtu) => measureRun(bench, Number(mtu), asked),
      describe: (run) => `${run.foundBytes} bytes after ${run.foundAfterMs.toFixed(0)} ms`,
      onStep: context.onStep,
    });
    const rows = [...outcomes].map(([mtu, outcome]) => mtuRow(Number(mtu), outcome));
    const targets = rows.flatMap((row) => row.targets);
    return {bench: 'mtu', command: context.commandLine, asked, rows, targets};
  });
}

async function measureRun(bench: BenchLab, mtu: number, {durationMs}: MtuOptions): Promise<MtuRun> {
  await bench.setMtu('b1', mtu);
  const pipe = await bench.openPipe('claw');
  const {messagesPerSecond, messageBytes} = TRAFFIC;
  const flow = {
    ...{id: 1, mode: {}, priority: 'interactive' as const, load: {messagesPerSecond}},
    ...{messageBytes, durationMs},
  };
  const over = new AbortController();
  const looking = watchMtu(pipe, over.signal);
  const [result] = await pipe.run([{flow, settleMs: SETTLE_MS}]).finally(() => over.abort());
  const seen = await looking;
  await pipe.close();
  if (!result) throw new Error('no result');
  const {sent, received} = result;
  const steps = seen.map(({atMs, bytes}) => ({
    afterMs: Math.max(0, atMs - sent.startedAtMs),
    bytes,
  }));
  const last = steps.at(-1);
  if (!last) throw new Error('the connection tells no MTU');
  return {
    ...{foundBytes: last.bytes, foundAfterMs: last.afterMs, steps},
    sent: sent.messages,
    missing: sent.messages - received.distinct,
  };
}

/** Every change of the packet size in use. */
async function watchMtu(pipe: BenchPipe, over: AbortSignal) {
  const seen: {atMs: number; bytes: number}[] = [];
  while (!over.aborted) {
    const {mtu: bytes} = await pipe.facts();
    const isNew = typeof bytes === 'number' && bytes !== seen.at(-1)?.bytes;
    if (isNew) seen.push({atMs: monotonicMs(), bytes});
    await delay(LOOK_MS);
  }
  return seen;
}
