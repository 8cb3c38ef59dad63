import type {PathQuality} from '../core/paths/quality.js';
import type {ConnectionStatus, PathStatus, SelectedPair} from './control/protocol.js';
import type {PathKind} from './webrtc/peer-contract.js';

/** What a status tells of an attempt. */
export interface Way {
  role: 'caller' | 'callee';
  /** Of the connection's transport, once it has one. */
  path: number | undefined;
  peer: {path: PathKind | undefined; selectedPair(): SelectedPair | undefined};
}

/**
 * @param ways every attempt, and the one in use
 * @param quality of the paths of the connection's transport
 */
export function connectionStatus(
  peer: string,
  {active, all}: {active: Way | undefined; all: readonly Way[]},
  quality: readonly PathQuality[],
): ConnectionStatus {
  const current = active ?? all[0];
  const pair = active?.peer.selectedPair();
  const inUse = quality.find(({id}) => id === active?.path);
  return {
    peer,
    role: current?.role ?? 'caller',
    state: active ? 'connected' : current ? 'connecting' : 'closed',
    ...(pair ? {pair} : {}),
    ...(inUse?.rttMs === undefined ? {} : {rttMs: inUse.rttMs, lossPct: inUse.loss * 100}),
    paths: pathStatuses(all, quality),
  };
}

function pathStatuses(ways: readonly Way[], quality: readonly PathQuality[]): PathStatus[] {
  const inOrder = [...quality].sort(
    (one, other) => Number(other.isActive) - Number(one.isActive) || one.rank - other.rank,
  );
  return inOrder.flatMap((each) => {
    const kind = ways.find(({path}) => path === each.id)?.peer.path;
    return kind ? [pathStatus(kind, each)] : [];
  });
}

function pathStatus(kind: PathKind, quality: PathQuality): PathStatus {
  const {isActive, rttMs, jitterMs, forecast, loss, deliveryRateBps, isAppLimited} = quality;
  return {
    kind,
    isActive,
    state: stateOf(quality),
    ...(rttMs === undefined ? {} : {rttMs}),
    ...(jitterMs === undefined ? {} : {jitterMs}),
    ...(forecast ? {forecast: {rttMs: forecast.rttMs, lossPct: forecast.loss * 100}} : {}),
    lossPct: loss * 100,
    deliveryRateBps,
    isAppLimited,
  };
}

function stateOf({isActive, isDoubtful, isSilent}: PathQuality): PathStatus['state'] {
  if (isSilent) return 'silent';
  if (isDoubtful) return 'doubtful';
  return isActive ? 'active' : 'standby';
}
