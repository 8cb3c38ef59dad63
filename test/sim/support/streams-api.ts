import type {MessageMode} from '../../../src/scenario/reliability/mode.js';
import type {Endpoint} from '../../../src/sim/endpoint.js';

export type Reliability = MessageMode['reliability'];

export interface OpenOptions extends MessageMode {
  /** 0, the most urgent, to 4. */
  priority: number;
  label?: string;
  copies?: number;
  holdMs?: number;
}

export type StreamEvent =
  | {type: 'opened'; stream: number; priority: number; label: string}
  | {type: 'readable' | 'finished' | 'drained'; stream: number}
  | {type: 'reset' | 'stopped'; stream: number; code: number}
  | {type: 'datagram'};

/** What an application does with a transport; both ends call a stream by the same number. */
export interface StreamsApi {
  open(options: OpenOptions): number;
  send(stream: number, data: Uint8Array, now: number): void;
  setMode(stream: number, mode: Partial<MessageMode>): void;
  setPriority(stream: number, priority: number): void;
  datagram(data: Uint8Array, now: number, options: {priority: number; lifetimeMs?: number}): void;
  finish(stream: number): void;
  reset(stream: number, code: number): void;
  stop(stream: number, code: number): void;
  read(stream: number): Uint8Array | undefined;
  readDatagram(): Uint8Array | undefined;
  /** Bytes not yet acknowledged or given up. */
  bufferedBytes(stream: number): number;
  pollEvent(): StreamEvent | undefined;
}

/** A transport as scenarios test it. */
export type Subject = Endpoint & StreamsApi;
