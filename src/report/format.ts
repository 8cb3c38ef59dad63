import type {ConnectionResult} from '../scenario/events.js';

/** `231 ms`, `4.2 ms`, `12.3 s`: three digits that matter, never more. */
export function formatMs(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

/** A time in units of the emulated round trip: `4.6 RTT`. */
export function formatRtt(rtt: number): string {
  return `${rtt.toFixed(1)} RTT`;
}

/** `0%`, `0.5%`, `12%`; takes a percentage, 0..100. */
export function formatPct(pct: number): string {
  return `${pct.toFixed(pct > 0 && pct < 10 ? 1 : 0)}%`;
}

/** `12.3 Mbit/s`, `840 kbit/s`, `0 kbit/s`; takes bits a second. */
export function formatRate(bps: number): string {
  const [value, unit] = bps >= 1e6 ? [bps / 1e6, 'Mbit/s'] : [bps / 1e3, 'kbit/s'];
  return `${value.toFixed(value > 0 && value < 100 ? 1 : 0)} ${unit}`;
}

/** Seconds since the start, as in a log: `12.3s`. */
export function formatSince(atMs: number): string {
  return `${(atMs / 1000).toFixed(1)}s`;
}

/** A running clock, `1:05` or `1:02:03`; whole seconds, so that it changes once a second. */
export function formatClock(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** `1 agent`, `2 agents`. */
export function formatCount(count: number, noun: string, ending = 's'): string {
  return `${count} ${noun}${count === 1 ? '' : ending}`;
}

/** The two ends of a path: `host/srflx`, `host/host IPv6`. */
export function formatCandidates(path: NonNullable<ConnectionResult['path']>): string {
  const types = `${path.local}/${path.remote}`;
  return path.ipv6 ? `${types} IPv6` : types;
}
