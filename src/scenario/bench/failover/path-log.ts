import type {PathReport} from '../../../agent/bench/protocol.js';
import type {AgentEvent, SelectedPair} from '../../../agent/control/protocol.js';
import type {PathKind} from '../../events.js';
import type {FaultTimes} from './interruption.js';

/** One end's traffic went another way from then on. */
export interface Move {
  atMs: number;
  from: PathKind;
  to: PathKind;
}

/**
 * What the agents at both ends said of a fault. Times are from its commit; 0 for what was said while
 * it was being committed.
 */
export interface PathTimes {
  before: PathKind | null;
  /** In use at the end of the fault, at the first end. */
  during: PathKind | null;
  /** The first word of either end after the fault. */
  detectedMs: number | null;
  /** Every end that moved has moved. */
  switchedMs: number | null;
  /** From the end of the fault until both are back on what they had before; null: not, or never left. */
  failBackMs: number | null;
  /** At both ends, from the fault on. */
  moves: number;
  /** Of each end, from the fault on until it was undone. */
  movesDuring: number[];
}

/** What both ends reported, each with all events since its pipe was made. */
export function pathFigures(
  reports: readonly PathReport[],
  {beganAtMs, committedAtMs, undoneAtMs}: FaultTimes,
): PathTimes {
  const ends = reports.map(({events}) => ({events, moves: movesOf(events)}));
  const kindAt = (moves: readonly Move[], end: number, atMs: number) =>
    moves.findLast((move) => move.atMs <= atMs)?.to ?? moves[0]?.from ?? currentKind(reports[end]);
  const told = ends.flatMap(({events}) => events.filter(isAboutPaths)).map(({atMs}) => atMs);
  const first = Math.min(...told.filter((atMs) => atMs > beganAtMs));
  const after = ends.map(({moves}) => moves.filter(({atMs}) => atMs > beganAtMs));
  const moved = after.flatMap((moves) => moves[0]?.atMs ?? []);
  const before = ends.map(({moves}, end) => kindAt(moves, end, beganAtMs));
  const sinceMs = (atMs: number) => Math.max(0, atMs - committedAtMs);
  return {
    before: before[0] ?? null,
    during: (ends[0] && kindAt(ends[0].moves, 0, undoneAtMs)) ?? null,
    detectedMs: Number.isFinite(first) ? sinceMs(first) : null,
    switchedMs: moved.length > 0 ? sinceMs(Math.max(...moved)) : null,
    failBackMs: failBackMs(after, before, undoneAtMs),
    moves: after.flat().length,
    movesDuring: after.map((moves) => moves.filter(({atMs}) => atMs <= undoneAtMs).length),
  };
}

/** The kind of path an end uses now; undefined without a connection. */
export function currentKind(report: PathReport | undefined): PathKind | undefined {
  const pair = report?.connection?.pair;
  return pair && kindOf(pair);
}

/** Words an end has for a move, or else the changes of the pair it selected. */
export function movesOf(events: readonly AgentEvent[]): Move[] {
  const moved = events.filter((event) => event.type === 'moved');
  if (moved.length > 0) return moved.map(({atMs, from, to}) => ({atMs, from, to}));
  const kinds = events
    .filter((event) => event.type === 'path')
    .map(({atMs, pair}) => ({atMs, kind: kindOf(pair)}));
  return kinds.flatMap(({atMs, kind}, index) => {
    const from = kinds[index - 1]?.kind;
    return from === undefined || from === kind ? [] : [{atMs, from, to: kind}];
  });
}

function kindOf({local, remote, relayClient}: SelectedPair): PathKind {
  if (relayClient) return `relay-${relayClient.transport}`;
  return local.type === 'relay' || remote.type === 'relay' ? 'relay-udp' : 'direct';
}

function isAboutPaths({type}: AgentEvent): boolean {
  return ['moved', 'path', 'reconnecting', 'closed'].includes(type);
}

function failBackMs(
  after: readonly (readonly Move[])[],
  before: readonly (PathKind | undefined)[],
  undoneAtMs: number,
): number | null {
  const lasts = after.flatMap((moves, end) => {
    const last = moves.at(-1);
    return last === undefined ? [] : [{...last, isBack: last.to === before[end]}];
  });
  if (lasts.length === 0 || lasts.some(({isBack}) => !isBack)) return null;
  return Math.max(0, Math.max(...lasts.map(({atMs}) => atMs)) - undoneAtMs);
}
