import {ClawError} from '../../errors.js';
import type {Trace} from './model.js';

/** A trace of this length at 120 Mbit/s is 100 s long. */
const OPPORTUNITIES_MAX = 1_000_000;

/**
 * Reads a packet delivery trace as mahimahi's `mm-link` does: one whole number of milliseconds a
 * line, not going backwards, the last one above 0. Each line lets one full-sized packet leave at
 * that time; after the last the trace starts over, with that time as its length.
 *
 * `name` is the file's, for messages and `Trace.name`. Throws `TRACE_INVALID` with the line.
 */
export function parseTrace(text: string, name: string): Trace {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  if (lines.length > OPPORTUNITIES_MAX) {
    throw invalid(name, OPPORTUNITIES_MAX + 1, `more than ${OPPORTUNITIES_MAX} lines`);
  }
  let lastMs = 0;
  const opportunitiesMs = lines.map((line, index) => {
    const ms = Number(line);
    if (!/^\d+$/.test(line.trim()) || !Number.isSafeInteger(ms)) {
      throw invalid(name, index + 1, `"${line}" is not a whole number of milliseconds`);
    }
    if (ms < lastMs) throw invalid(name, index + 1, `${ms} comes after ${lastMs}`);
    lastMs = ms;
    return ms;
  });
  if (lastMs === 0) throw invalid(name, lines.length, 'a trace must last longer than 0 ms');
  return {name, opportunitiesMs};
}

/** Mean rate of a trace if every opportunity carries `bytes` bytes. */
export function traceRateBps({opportunitiesMs}: Trace, bytes: number): number {
  return (opportunitiesMs.length * bytes * 8 * 1000) / (opportunitiesMs.at(-1) as number);
}

function invalid(name: string, line: number, problem: string): ClawError {
  return new ClawError(`${name}:${line}: ${problem}`, {
    code: 'TRACE_INVALID',
    hint: 'A trace has one time in milliseconds a line, in order (docs/links.md).',
  });
}
