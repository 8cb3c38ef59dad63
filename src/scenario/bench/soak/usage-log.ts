import {setTimeout as delay} from 'node:timers/promises';
import type {ProcessUsage} from '../../../agent/bench/protocol.js';
import {monotonicMs} from '../../../agent/monotonic.js';
import type {BenchLab} from '../bench-lab.js';
import {background} from '../failover/background.js';

/** What a worker held at a time of the soak. */
export interface UsageSample extends ProcessUsage {
  atMs: number;
}

/** More would tell no more, and a document of a long soak has them all. */
const SAMPLES_MAX = 200;
const EVERY_MS_MIN = 1000;
const POLL_MS = 250;

export async function usageOf(bench: BenchLab, agent: string): Promise<ProcessUsage> {
  return (await bench.worker(agent).request('usage', {})) as ProcessUsage;
}

/** Asks every worker over and over until the returned function is called, which has the answers. */
export function logUsage(
  bench: BenchLab,
  agents: readonly string[],
  {startedAtMs, durationMs, signal}: {startedAtMs: number; durationMs: number; signal: AbortSignal},
): () => Promise<Map<string, UsageSample[]>> {
  const logs = new Map(agents.map((agent): [string, UsageSample[]] => [agent, []]));
  const everyMs = Math.max(EVERY_MS_MIN, durationMs / SAMPLES_MAX);
  const stop = background(signal, async (pause) => {
    while (await pause(everyMs)) {
      for (const [agent, log] of logs) {
        log.push({atMs: monotonicMs() - startedAtMs, ...(await usageOf(bench, agent))});
      }
    }
  });
  return async () => {
    await stop();
    return logs;
  };
}

/** What a worker holds once `isRight`, or after `limitMs`. */
export async function usageOnce(
  bench: BenchLab,
  agent: string,
  {
    isRight,
    limitMs,
    signal,
  }: {isRight: (usage: ProcessUsage) => boolean; limitMs: number; signal: AbortSignal},
): Promise<ProcessUsage> {
  const untilMs = monotonicMs() + limitMs;
  for (;;) {
    const usage = await usageOf(bench, agent);
    if (isRight(usage) || monotonicMs() > untilMs) return usage;
    await delay(POLL_MS, undefined, {signal});
  }
}
