import type {Objective} from '../../core/paths/selector.js';
import type {StreamMode} from '../../core/streams/stream-mode.js';
import type {PriorityName} from '../../core/wire/frame-type.js';
import type {AgentEvent, ConnectionStatus} from '../control/protocol.js';
import type {TurnOptions} from '../webrtc/peer-contract.js';

/**
 * What `claw bench worker` is asked over its control socket (docs/bench.md). A pipe is opened by
 * three requests, so that all kinds look alike: `invite` at the end that receives, `join` at the end
 * that sends with what came back, `complete` at the first with what came back from that. A flow is
 * expected at one end (`expect`), sent from the other (`send`), and `collect` tells what arrived.
 * Flows go from the end that joined to the one that invited, or back. `paths` tells what an end knows
 * of the paths of its pipe, `usage` what the process holds.
 */
export type PipeKind = 'claw' | 'claw-datachannel' | 'datachannel' | 'tcp' | 'udx';

export interface PipeRequest {
  pipe: string;
  kind: PipeKind;
  /** Of this worker's host. */
  address: string;
  /** WebSocket URL of the seed; needed by both kinds of claw. */
  seedUrl: string;
  /** For pipes of WebRTC; absent: no servers, host candidates only. */
  ice?: IceOptions;
  /** For pipes of claw: what a path must keep to stay in use. */
  objective?: Objective;
  /** For pipes of claw: names of the two agents, which other pipes may share; absent: made for it. */
  agents?: {from: string; to: string};
}

export interface IceOptions {
  /** `host:port`. */
  stun?: string;
  turn?: TurnOptions;
}

/** What one end knows of the paths of its pipe. */
export interface PathReport {
  /** Of paths and their ends, since the pipe was made. */
  events: AgentEvent[];
  connection?: ConnectionStatus;
}

/** Whatever the other end needs to know to take part; each kind has its own. */
export interface Invitation {
  sdp?: string;
  address?: string;
  port?: number;
}

/** One sequence of messages one way. Its `id` is above zero and used once in the life of a pipe. */
export interface FlowSpec {
  id: number;
  mode: StreamMode;
  priority: PriorityName;
  /** Header (`MESSAGE_HEADER_BYTES`) included. */
  messageBytes: number;
  load: FlowLoad;
  /** The flow ends after this long. */
  durationMs: number;
  /** It ends earlier once so many bytes were sent. */
  totalBytes?: number;
}

/** As fast as the pipe takes it, or a steady pace whatever the pipe says. */
export type FlowLoad = {saturate: true} | {messagesPerSecond: number};

export interface ExpectRequest {
  pipe: string;
  flow: FlowSpec;
  /** A message that takes longer from `send` to arrival is counted as late. */
  lateAfterMs?: number;
  /** Keep every arrival for the report. */
  keepArrivals?: boolean;
}

export interface CollectRequest {
  pipe: string;
  flow: number;
  /** Waits until so many different ones have arrived, */
  messages: number;
  /** or for so long. */
  waitMs: number;
}

/** What one process spent during a flow; other flows of the process at that time are in it. */
export interface ProcessCost {
  cpuMs: number;
  rssGrowthBytes: number;
}

/** What a process holds at one moment. */
export interface ProcessUsage {
  rssBytes: number;
  /** JavaScript objects, garbage not collected yet included. */
  heapBytes: number;
  /** File descriptors, sockets included; null where the system does not tell. */
  openFiles: number | null;
  /** PeerConnections of claw that nobody has closed. */
  peers: number;
  /** Tracks and data channels that the library has not told the end of. */
  channels: number;
}

export interface SendReport {
  /** CLOCK_MONOTONIC. */
  startedAtMs: number;
  endedAtMs: number;
  messages: number;
  bytes: number;
  /** Paced messages that were not sent because too much waited already. */
  refused: number;
  /** Standard deviation of the time between two `send` calls: what a paced flow starts with. */
  intervalSdMs: number;
  cost: ProcessCost;
  /** What the pipe tells of itself at the end of the flow, for eyes. */
  pipe: Record<string, unknown>;
}

export const BIN_MS = 50;

export interface ReceiveReport {
  messages: number;
  bytes: number;
  /** When the first message to arrive was sent: the beginning of the first bin. */
  originMs: number;
  /** Bytes of whole messages that arrived in each `BIN_MS` since `originMs`. */
  binBytes: number[];
  /** From `send` to arrival; null without messages. */
  latencyMs: {min: number; p50: number; p90: number; p99: number; max: number} | null;
  intervalSdMs: number;
  duplicates: number;
  /** Arrived after one that was sent later. */
  outOfOrder: number;
  corrupt: number;
  late: number;
  /** The highest id seen and how many different ones: the sender knows how many there were. */
  idMax: number;
  distinct: number;
  cost: ProcessCost;
  /** With `keepArrivals`, in order of arrival. */
  arrivals?: {id: number; sentAtMs: number; arrivedAtMs: number}[];
}
