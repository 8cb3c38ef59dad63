import {readFile} from 'node:fs/promises';

/** What a process has used so far. */
export interface ProcessUse {
  processorMs: number;
  /** Most memory it ever held. */
  peakBytes: number;
}

/** Clock ticks of /proc are hundredths of a second on every Linux that node runs on. */
const MS_PER_TICK = 10;

/** Reads /proc (proc(5)): user and system time of the process, and its peak resident set. */
export async function processUse(pid: number): Promise<ProcessUse> {
  const [stat, status] = (await Promise.all(
    ['stat', 'status'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8')),
  )) as [string, string];
  // The program's name is in parentheses and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const peakKib = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
  return {
    processorMs: (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK,
    peakBytes: peakKib * 1024,
  };
}
