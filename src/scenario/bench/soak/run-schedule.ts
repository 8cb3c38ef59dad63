import {setTimeout as delay} from 'node:timers/promises';
import {monotonicMs} from '../../../agent/monotonic.js';
import {commitSoakFault, type SoakPlace} from './soak-faults.js';
import type {ScheduledFault} from './soak-schedule.js';

/** A fault that was there. Times since the soak began. */
export interface FaultRecord extends ScheduledFault {
  committedAtMs: number;
  undoneAtMs: number;
  /** Packets the core lost; null where no rule of it counts. */
  dropped: number | null;
}

export interface ScheduleRun {
  /** CLOCK_MONOTONIC. */
  startedAtMs: number;
  say(text: string): void;
}

/** Commits every fault at its time and undoes it. Those of one target come one after the other. */
export async function runSchedule(
  schedule: readonly ScheduledFault[],
  place: SoakPlace,
  {startedAtMs, say}: ScheduleRun,
): Promise<FaultRecord[]> {
  const last = new Map<string, Promise<unknown>>();
  const {signal} = place;
  const runs = schedule.map((scheduled, index) => {
    const before = last.get(scheduled.target);
    const run = async (): Promise<FaultRecord> => {
      await delay(startedAtMs + scheduled.atMs - monotonicMs(), undefined, {signal});
      await before;
      const undo = await commitSoakFault(scheduled, place);
      const committedAtMs = monotonicMs() - startedAtMs;
      const {fault, target, holdMs} = scheduled;
      say(`fault ${index + 1} of ${schedule.length}: ${fault} at ${target} for ${holdMs} ms`);
      await delay(holdMs, undefined, {signal});
      const dropped = await undo();
      return {...scheduled, committedAtMs, undoneAtMs: monotonicMs() - startedAtMs, dropped};
    };
    const running = run();
    last.set(scheduled.target, running);
    return running;
  });
  return Promise.all(runs);
}
