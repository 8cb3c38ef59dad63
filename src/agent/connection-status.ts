import type {Attempt} from './attempt.js';
import type {ConnectionStatus} from './control/protocol.js';

/**
 * @param active the attempt in use
 * @param all every attempt
 * @param lost there was a path and is none: whether this side calls, or waits for a call
 */
export function connectionStatus(
  peer: string,
  active: Attempt | undefined,
  all: readonly Attempt[],
  lost: 'caller' | 'callee' | undefined,
): ConnectionStatus {
  const current = active ?? all[0];
  const standbys = all.flatMap((one) =>
    one === active || !one.established ? [] : (one.peer.path ?? []),
  );
  const pair = active?.peer.selectedPair();
  const quality = active?.quality.quality();
  return {
    peer,
    role: lost ?? current?.role ?? 'caller',
    state: stateOf(active, current, lost),
    ...(pair ? {pair} : {}),
    standbys,
    ...(quality?.rttMs === undefined ? {} : {rttMs: quality.rttMs, lossPct: quality.loss * 100}),
  };
}

function stateOf(
  active: Attempt | undefined,
  current: Attempt | undefined,
  lost: 'caller' | 'callee' | undefined,
): ConnectionStatus['state'] {
  if (active) return 'connected';
  if (lost) return 'reconnecting';
  return current ? 'connecting' : 'closed';
}
