import type {CarrierName} from '../../agent/webrtc/carrier.js';
import {ClawError} from '../../errors.js';
import type {Fabric, LinkDriver, SiteSpec} from '../../lab/lab.js';
import type {LinkModel} from '../../lab/links/model.js';
import type {Pair} from './pairs.js';

/** What `claw mesh up` was asked for. The impairments are those between two agents of two sites. */
export interface MeshOptions {
  agents: number;
  sites: number;
  /** NAT presets, given to the sites in turn. */
  nat: readonly string[];
  rttMs: number;
  /** Peak one-way deviation. */
  jitterMs: number;
  /** One-way loss probability, 0..1. */
  loss: number;
  rateBps?: number;
  seed: number;
  fabric: Fabric;
  linkDriver: LinkDriver;
  /** Whether every site has IPv6 beside IPv4; default false. */
  ipv6?: boolean;
  /** What agents send packets in; default `rtp`. */
  carrier?: CarrierName;
  /** How long to stay up once connected; absent: until told to end. */
  durationMs?: number;
}

/** Who is where, and who connects to whom. */
export interface MeshLayout {
  sites: readonly SiteSpec[];
  pairs: readonly Pair[];
}

export const AGENTS_MAX = 200;

/** Throws a usage error for counts and impairments that contradict each other. */
export function checkMeshOptions(options: MeshOptions): void {
  const {agents, sites, nat, rttMs, jitterMs} = options;
  if (agents < 2 || agents > AGENTS_MAX) {
    throw contradiction(
      `--agents ${agents}: a mesh has 2 to ${AGENTS_MAX} agents`,
      'Try --agents 6.',
    );
  }
  if (sites < 1 || sites > agents) {
    throw contradiction(
      `--sites ${sites} with --agents ${agents}: a site needs at least one agent`,
      `Give 1 to ${agents} sites, or more agents.`,
    );
  }
  if (nat.length > sites) {
    throw contradiction(
      `--nat names ${nat.length} NATs for ${sites} sites: ${nat.slice(sites).join(', ')} would go unused`,
      `Name at most ${sites}, or ask for more --sites.`,
    );
  }
  if (jitterMs > rttMs / 2) {
    throw contradiction(
      `--jitter ${jitterMs}ms is more than the one-way delay of ${rttMs / 2}ms (--rtt ${rttMs}ms)`,
      'A packet cannot arrive before it was sent: lower --jitter or raise --rtt.',
    );
  }
}

/** The sites, with agents dealt to them in turn: `a1` to `s1`, `a2` to `s2`, … */
export function meshSites(options: MeshOptions): SiteSpec[] {
  const link = siteLink(options);
  return Array.from({length: options.sites}, (_, site) => ({
    name: `s${site + 1}`,
    nat: options.nat[site % options.nat.length] ?? 'none',
    hosts: agentNames(options.agents).filter((_, agent) => agent % options.sites === site),
    link: {up: {...link}, down: {...link}},
    ...(options.ipv6 ? {ipv6: true} : {}),
  }));
}

export function agentNames(count: number): string[] {
  return Array.from({length: count}, (_, index) => `a${index + 1}`);
}

/**
 * One direction of a site's link to the core. A path between two sites crosses two such links each
 * way, so each carries a quarter of the round trip, half of the jitter and the square root of the
 * survival probability.
 */
function siteLink({rttMs, jitterMs, loss, rateBps}: MeshOptions): LinkModel {
  return {
    ...(rttMs > 0 ? {delayMs: rttMs / 4} : {}),
    ...(jitterMs > 0 ? {jitterMs: jitterMs / 2} : {}),
    ...(loss > 0 ? {loss: 1 - Math.sqrt(1 - loss)} : {}),
    ...(rateBps === undefined ? {} : {rateBps}),
  };
}

function contradiction(message: string, hint: string): ClawError {
  return new ClawError(message, {code: 'MESH_OPTIONS', hint});
}
