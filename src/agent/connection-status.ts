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

export interface Ways {
  /** The one in use. */
  active: Way | undefined;
  all: readonly Way[];
  /** There was a path and is none: whether this side calls, or waits for a call. */
  lost: 'caller' | 'callee' | undefined;
}

/** `quality`: of the paths of the connection's transport. */
export function connectionStatus(
  peer: string,
  ways: Ways,
  quality: readonly PathQuality[],
): ConnectionStatus {
  const {active, all, lost} = ways;
  const current = active ?? all[0];
  const paths = pathStatuses(all, quality);
  const pair = active?.peer.selectedPair();
  const inUse = quality.find(({id}) => id === active?.path);
  return {
    peer,
    role: lost ?? current?.role ?? 'caller',
    state: stateOf(ways),
    ...(pair ? {pair} : {}),
    standbys: paths.flatMap(({isActive, kind}) => (isActive ? [] : [kind])),
    ...(inUse?.rttMs === undefined ? {} : {rttMs: inUse.rttMs, lossPct: inUse.loss * 100}),
    paths,
  };
}

function stateOf({active, all, lost}: Ways): ConnectionStatus['state'] {
  if (active) return 'connected';
  if (lost) return 'reconnecting';
  return all.length > 0 ? 'connecting' : 'closed';
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
    state: pathStateOf(quality),
    ...(rttMs === undefined ? {} : {rttMs}),
    ...(jitterMs === undefined ? {} : {jitterMs}),
    ...(forecast ? {forecast: {rttMs: forecast.rttMs, lossPct: forecast.loss * 100}} : {}),
    lossPct: loss * 100,
    deliveryRateBps,
    isAppLimited,
  };
}

function pathStateOf({isActive, isDoubtful, isSilent}: PathQuality): PathStatus['state'] {
  if (isSilent) return 'silent';
  if (isDoubtful) return 'doubtful';
  return isActive ? 'active' : 'standby';
}
