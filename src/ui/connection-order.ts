import type {ConnectionResult} from '../scenario/events.js';

export interface PickedConnections {
  shown: readonly ConnectionResult[];
  hidden: readonly ConnectionResult[];
}

const URGENCY: Record<ConnectionResult['state'], number> = {
  failed: 0,
  connecting: 1,
  connected: 2,
  new: 3,
};

/**
 * Which connections to show on `lines` lines (one of them says how many more there are). All of them
 * in the order they came if they fit, so that nothing moves; otherwise what needs eyes first:
 * failed, connecting, then the slowest. Live measurements do not take part, for the same reason.
 */
export function pickConnections(
  connections: readonly ConnectionResult[],
  lines: number,
): PickedConnections {
  if (connections.length <= lines) return {shown: connections, hidden: []};
  const ordered = [...connections].sort(
    (a, b) => URGENCY[a.state] - URGENCY[b.state] || (b.ttfbMs ?? 0) - (a.ttfbMs ?? 0),
  );
  const count = Math.max(0, lines - 1);
  return {shown: ordered.slice(0, count), hidden: ordered.slice(count)};
}
