import os from 'node:os';
import {errnoName, lastErrno, prctl, schedSetScheduler} from './libc.js';

/**
 * Make timers exact and take the processor as soon as a frame is due: agents that use all
 * processors would otherwise add milliseconds to every delay. Real-time scheduling (CAP_SYS_NICE)
 * is what the kernel's own qdiscs amount to; a raised priority is second best; without the right to
 * either the driver runs as it is and says so. The kernel keeps 5 % of each processor for others.
 */
export function raisePriority(): void {
  prctl(PR_SET_TIMERSLACK, 1);
  const realTime = Int32Array.of(LOWEST_REAL_TIME);
  if (schedSetScheduler(THIS_THREAD, SCHED_RR_RESET_ON_FORK, realTime) === 0) return;
  // Read at once: the first use of stderr makes system calls of its own.
  const errno = lastErrno();
  process.stderr.write(`link driver: no real-time scheduling (${errnoName(errno)})\n`);
  try {
    os.setPriority(os.constants.priority.PRIORITY_HIGHEST);
  } catch (error) {
    process.stderr.write(`link driver: normal priority (${(error as Error).message})\n`);
  }
}

const PR_SET_TIMERSLACK = 29;
const THIS_THREAD = 0;
const SCHED_RR_RESET_ON_FORK = 2 | 0x40000000;
const LOWEST_REAL_TIME = 1;
