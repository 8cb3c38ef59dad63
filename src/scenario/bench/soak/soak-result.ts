import {type Target, target} from '../target.js';
import {growthOf} from './growth.js';
import type {FlowFigures, ModeRow} from './mode-rows.js';
import type {FaultRecord} from './run-schedule.js';
import type {SoakOptions} from './soak-options.js';
import type {PathProof} from './soak-proof.js';
import type {UsageSample} from './usage-log.js';

/** What the process of an agent held, and whether it gave it back. */
export interface AgentFigures {
  agent: string;
  /** PeerConnections when the last flow had ended, and the most that its connections need. */
  peers: number;
  peersMax: number;
  /** After its connections were closed. */
  peersLeft: number;
  channelsLeft: number;
  /** File descriptors before the first connection and after the last; null: the system tells not. */
  openFilesBefore: number | null;
  openFilesLeft: number | null;
  /** From the second tenth of the soak to the last; null for a soak too short to tell. */
  rssGrowthBytes: number | null;
  heapGrowthBytes: number | null;
  usage: UsageSample[];
}

/** A connection that ended under its traffic, as one end tells it. */
export interface LostConnection {
  agent: string;
  peer: string;
  /** Since the soak began. */
  atMs: number;
  reason: string;
}

export interface SoakFigures {
  /** CLOCK_MONOTONIC; what the violations name counts on it too. */
  startedAtMs: number;
  faults: FaultRecord[];
  modes: ModeRow[];
  flows: FlowFigures[];
  /** Times that an end of a connection took another path. */
  moves: number;
  lost: LostConnection[];
  proofs: PathProof[];
  agents: AgentFigures[];
}

export interface SoakResult extends SoakFigures {
  bench: 'soak';
  command: string;
  /** The same soak again. */
  replay: string;
  asked: SoakOptions;
  lifetimeToleranceMs: number;
  targets: Target[];
  /** Every target was met. */
  isPassed: boolean;
}

/** Kinds of peers that an agent with a relay gathers ahead, one of each. */
const GATHERED_AHEAD = 5;
/** In a ring. */
const CONNECTIONS = 2;
/** The PeerConnections that an agent of the ring needs, with a standby over each kind of relay. */
export function peersNeeded({relays}: Pick<SoakOptions, 'relays'>): number {
  return GATHERED_AHEAD + (1 + new Set(relays).size) * CONNECTIONS;
}

const MIB = 2 ** 20;
const GROWTH_MIB_MAX = 32;

export function memoryGrowth(
  usage: readonly UsageSample[],
): Pick<AgentFigures, 'rssGrowthBytes' | 'heapGrowthBytes'> {
  return {
    rssGrowthBytes: growthOf(usage.map(({rssBytes}) => rssBytes)),
    heapGrowthBytes: growthOf(usage.map(({heapBytes}) => heapBytes)),
  };
}

export function soakTargets({modes, lost, proofs, agents}: SoakFigures): Target[] {
  const none = (name: string, figure: number) =>
    target({...{name, figure}, unit: 'count', atMost: 0});
  const sum = <Row>(rows: readonly Row[], figure: (row: Row) => number) =>
    rows.reduce((total, row) => total + figure(row), 0);
  const growth = (name: string, bytes: (agent: AgentFigures) => number | null) =>
    target({name, unit: 'MiB', figure: mostMib(agents.map(bytes)), atMost: GROWTH_MIB_MAX});
  return [
    none(
      'promises broken',
      sum(modes, ({broken}) => broken),
    ),
    none(
      'messages after their lifetime',
      sum(modes, ({late}) => late),
    ),
    none('connections lost', lost.length),
    none(
      'PeerConnections beyond those needed',
      sum(agents, ({peers, peersMax}) => Math.max(0, peers - peersMax)),
    ),
    none(
      'PeerConnections left after closing',
      sum(agents, ({peersLeft}) => peersLeft),
    ),
    none(
      'tracks and channels left after closing',
      sum(agents, ({channelsLeft}) => channelsLeft),
    ),
    growth('memory grew, most of an agent', ({rssGrowthBytes}) => rssGrowthBytes),
    growth('heap grew, most of an agent', ({heapGrowthBytes}) => heapGrowthBytes),
    none('paths not proven by the routers', proofs.filter(({isProven}) => !isProven).length),
  ];
}

/** Null as soon as one is not known. */
function mostMib(bytes: readonly (number | null)[]): number | null {
  const known = bytes.filter((value) => value !== null);
  if (known.length < bytes.length || known.length === 0) return null;
  return Math.max(...known) / MIB;
}
