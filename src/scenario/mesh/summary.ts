import type {ConnectionResult, MeshResult} from '../events.js';

export function summarize(connections: readonly ConnectionResult[]): MeshResult['summary'] {
  const connected = connections.filter(({state}) => state === 'connected');
  const ttfbs = connected.flatMap(({ttfbMs}) => ttfbMs ?? []).sort((a, b) => a - b);
  const direct = connected.filter(({path}) => path?.kind === 'direct').length;
  return {
    expected: connections.length,
    connected: connected.length,
    ttfbMs: {p50: quantile(ttfbs, 0.5), p95: quantile(ttfbs, 0.95)},
    direct,
    relayed: connected.filter(({path}) => path && path.kind !== 'direct').length,
  };
}

/** Type 7 of Hyndman and Fan (1996): linear between order statistics. `null` without samples. */
function quantile(sorted: readonly number[], q: number): number | null {
  const position = (sorted.length - 1) * q;
  const low = sorted[Math.floor(position)];
  const high = sorted[Math.ceil(position)];
  if (low === undefined || high === undefined) return null;
  return Math.round((low + (high - low) * (position % 1)) * 1000) / 1000;
}
