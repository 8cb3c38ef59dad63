import type {PathStatus} from '../agent/control/protocol.js';
import type {Certification, When} from '../lab/certify/certification.js';
import type {LinkModels} from '../lab/links/model.js';

/** Everything a renderer needs to know. Times (`atMs`) are milliseconds since the run started. */
export type RunEvent = {atMs: number} & (
  | {type: 'run'; command: string; seed: number; agents: number; expected: number; rttMs: number}
  | {type: 'phase'; phase: 'setup' | 'lab' | 'certify' | 'agents' | 'connect' | 'hold' | 'down'}
  | {type: 'step'; text: string}
  | {type: 'lab'; lab: LabFacts; sites: SiteFacts[]}
  | ({type: 'certification'; when: When; tookMs: number; mismatches: string[]} & Certification)
  | {type: 'agent'; agent: string; site: string; state: 'starting' | 'ready' | 'lost' | 'restarted'}
  | {type: 'seed'; state: 'ready' | 'lost' | 'restarted'}
  | {type: 'connection'; connection: ConnectionResult}
  | {
      type: 'quality';
      from: string;
      to: string;
      rttMs: number;
      lossPct: number;
      paths: PathFigures[];
    }
  | {type: 'impaired'; link: string; models: LinkModels}
  | {type: 'warning'; code: string; message: string; hint?: string}
  | {type: 'interrupted'; signal: 'SIGINT' | 'SIGTERM'}
  | {type: 'result'; result: MeshResult}
);

/** A `RunEvent` before the runner stamps it with the time. */
export type UnstampedRunEvent = RunEvent extends infer E
  ? E extends RunEvent
    ? Omit<E, 'atMs'>
    : never
  : never;

export type Emit = (event: UnstampedRunEvent) => void;

export interface LabFacts {
  fabric: 'netns' | 'loopback';
  linkDriver: 'netem' | 'userspace';
  turn: 'coturn' | 'embedded' | 'none';
}

export interface SiteFacts {
  name: string;
  nat: string;
  agents: string[];
  link: LinkModels;
}

export type PathKind = 'direct' | 'relay-udp' | 'relay-tcp' | 'relay-tls';
export type CandidateType = 'host' | 'srflx' | 'prflx' | 'relay';

/**
 * One path of a connection, as the caller measures it. The kind of a relayed standby is how the caller
 * reaches its relay.
 */
export type PathFigures = PathStatus;

/** One connection of the mesh. Absent figures were not measured (yet). */
export interface ConnectionResult {
  from: string;
  to: string;
  state: 'new' | 'connecting' | 'connected' | 'failed';
  /** Why it failed, in words. */
  reason?: string;
  path?: {
    kind: PathKind;
    local: CandidateType;
    remote: CandidateType;
    /** Between IPv6 addresses; absent: IPv4. */
    ipv6?: true;
  };
  /** From the call to the first application byte at the other end. */
  ttfbMs?: number;
  /** `ttfbMs` in units of the emulated round trip between sites; absent when that is 0. */
  ttfbRtt?: number;
  phasesMs?: PhasesMs;
  /** The same over a plain data channel of the same PeerConnection. */
  dataChannelTtfbMs?: number;
  /** Of the path in use. */
  rttMs?: number;
  lossPct?: number;
  /** The one in use first, then from the best kind to the worst. */
  paths?: PathFigures[];
  /** Did the routers' counters agree with the selected candidate pair? */
  proof?: 'agrees' | 'disagrees';
}

/** Parts of `ttfbMs`; they add up to it. */
export interface PhasesMs {
  /** Call to the other agent's description in hand. */
  signaling: number;
  /** Waiting for local candidates within the call (0 when they were gathered ahead). */
  gathering: number;
  /** To the first working candidate pair at the caller. */
  checks: number;
  /** To the open track at the caller. */
  dtls: number;
  /** To the first application byte at the other end. */
  firstByte: number;
}

export interface MeshResult {
  schemaVersion: 1;
  command: string;
  seed: number;
  lab: LabFacts;
  agents: {name: string; site: string; nat: string}[];
  connections: ConnectionResult[];
  summary: {
    expected: number;
    connected: number;
    ttfbMs: {p50: number | null; p95: number | null};
    direct: number;
    relayed: number;
  };
  certification: RunCertification;
  leftovers: number;
}

/** Whether the network was what was asked for, as an independent probe found it. */
export interface RunCertification extends Certification {
  /**
   * `off`: nobody asked for it. `incomplete`: the run was cut short, or is still going.
   * `invalid`: nothing measured in this run counts.
   */
  verdict: 'valid' | 'invalid' | 'incomplete' | 'off';
  /** In words, each naming the router or the link. */
  mismatches: string[];
  /** How long each pass took. */
  tookMs: {before?: number; after?: number};
}
