import type {Attempt} from './attempt.js';
import type {ConnectionStatus} from './control/protocol.js';

/** `active`: the attempt in use. `first`: any of them, while none is. */
export function connectionStatus(
  peer: string,
  active: Attempt | undefined,
  first: Attempt | undefined,
): ConnectionStatus {
  const current = active ?? first;
  const pair = active?.peer.selectedPair();
  const quality = active?.quality.quality();
  return {
    peer,
    role: current?.role ?? 'caller',
    state: active ? 'connected' : current ? 'connecting' : 'closed',
    ...(pair ? {pair} : {}),
    ...(quality?.rttMs === undefined ? {} : {rttMs: quality.rttMs, lossPct: quality.loss * 100}),
  };
}
