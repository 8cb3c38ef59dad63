import type {LabSpec, SiteSpec} from '../../lab/lab.js';
import type {LinkModels} from '../../lab/links/model.js';
import {NAT_GRID} from '../../lab/nat/grid.js';
import type {ConnectionResult, LabFacts, MeshResult} from '../events.js';
import type {MeshLayout, MeshOptions} from '../mesh/options.js';
import {predictPath} from './predict.js';

export interface MatrixOptions extends Pick<LabSpec, 'seed' | 'fabric' | 'linkDriver'> {
  /** Between two sites. */
  rttMs: number;
}

/** One pair of NAT types: the caller's and the callee's. */
export interface MatrixPair {
  from: string;
  to: string;
  predicted: string;
  /** The path in use at the end, proven by the routers' counters; `none` when not connected. */
  observed: string;
  proof: NonNullable<ConnectionResult['proof']> | null;
  ttfbMs: number | null;
  agrees: boolean;
  /** Why this path was predicted. */
  because: string;
  /** What went otherwise; null when nothing did. */
  differs: string | null;
}

export interface NatMatrix {
  schemaVersion: 1;
  seed: number;
  lab: LabFacts;
  rttMs: number;
  types: string[];
  pairs: MatrixPair[];
  agreeing: number;
}

/** The nine NAT types of the matrix. */
export const MATRIX_TYPES: readonly string[] = Object.keys(NAT_GRID);

/**
 * Two sites of every type with one agent each: the first of them call, the second are called, so
 * that every ordered pair of types is connected once.
 */
export function matrixLayout({rttMs}: MatrixOptions): MeshLayout {
  const direction = rttMs > 0 ? {delayMs: rttMs / 4} : {};
  const link: LinkModels = {up: direction, down: direction};
  const side = (offset: number): SiteSpec[] =>
    MATRIX_TYPES.map((nat, index) => {
      const number = offset + index + 1;
      return {name: `s${number}`, nat, hosts: [`a${number}`], link};
    });
  const [callers, callees] = [side(0), side(MATRIX_TYPES.length)];
  // One diagonal after the other, so that calls side by side do not share an agent.
  const pairs = callees.flatMap((_, shift) =>
    callers.map((caller, index) => ({
      from: caller.hosts[0] ?? '',
      to: callees[(index + shift) % callees.length]?.hosts[0] ?? '',
    })),
  );
  return {sites: [...callers, ...callees], pairs};
}

/** The mesh that `matrixLayout` is run in; its counts are those of the layout. */
export function matrixMesh({rttMs, seed, fabric, linkDriver}: MatrixOptions): MeshOptions {
  const sites = 2 * MATRIX_TYPES.length;
  return {
    agents: sites,
    sites,
    nat: MATRIX_TYPES,
    rttMs,
    jitterMs: 0,
    loss: 0,
    seed,
    fabric,
    linkDriver,
    durationMs: SETTLE_MS,
  };
}

/**
 * The paths are read after this: a relayed one may still give way to a direct one, which has two
 * attempts of three seconds.
 */
const SETTLE_MS = 7000;

/** What was predicted and what came of it. */
export function natMatrix(result: MeshResult, rttMs: number): NatMatrix {
  const natOf = new Map(result.agents.map(({name, nat}) => [name, nat]));
  const place = (nat: string) => MATRIX_TYPES.indexOf(nat);
  const pairs = result.connections
    .map((connection) =>
      matrixPair(connection, natOf.get(connection.from) ?? '', natOf.get(connection.to) ?? ''),
    )
    .sort((a, b) => place(a.from) - place(b.from) || place(a.to) - place(b.to));
  const {seed, lab} = result;
  return {
    schemaVersion: 1,
    seed,
    lab,
    rttMs,
    types: [...MATRIX_TYPES],
    pairs,
    agreeing: pairs.filter(({agrees}) => agrees).length,
  };
}

function matrixPair(connection: ConnectionResult, from: string, to: string): MatrixPair {
  const [caller, callee] = [NAT_GRID[from], NAT_GRID[to]];
  if (!caller || !callee) throw new Error(`${from} and ${to} are not both types of the matrix`);
  const {path: predicted, because} = predictPath(caller, callee);
  const {state, path, proof, ttfbMs} = connection;
  const observed = state === 'connected' ? (path?.kind ?? 'unknown') : 'none';
  const differs = difference(connection, {predicted, observed});
  return {
    from,
    to,
    predicted,
    observed,
    proof: proof ?? null,
    ttfbMs: ttfbMs ?? null,
    agrees: differs === null,
    because,
    differs,
  };
}

function difference(
  {state, reason, proof, path}: ConnectionResult,
  {predicted, observed}: {predicted: string; observed: string},
): string | null {
  if (state !== 'connected') return `not connected: ${reason ?? state}`;
  const candidates = path ? `${path.local}/${path.remote}` : 'no candidates known';
  if (observed !== predicted) return `took ${observed} (${candidates}) instead of ${predicted}`;
  if (proof !== 'agrees') return `the routers' counters do not show ${observed} (${candidates})`;
  return null;
}
