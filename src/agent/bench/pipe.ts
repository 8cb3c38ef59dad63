import type {FlowReceiver} from './flow-receiver.js';
import type {FlowSpec, Invitation, PathReport} from './protocol.js';

/** Takes the messages of one flow. */
export interface FlowWriter {
  /** Queues a message. */
  write(message: Buffer): void;
  readonly bufferedBytes: number;
  /** So much waits that the flow should too. */
  readonly isFull: boolean;
  /** Resolves when it is not full any more; asked only while it is. */
  drained(): Promise<void>;
  /** No more messages; those written still arrive. */
  end(): void;
}

/** One end of a way to send messages. Both ends are made by the worker in whose process they are. */
export interface Pipe {
  /** At the end that most flows go to. */
  invite(): Promise<Invitation>;
  /** At the other end; `opened` follows. */
  join(invitation: Invitation): Promise<Invitation>;
  /** At the first end, with what `join` returned there. */
  complete(reply: Invitation): Promise<void>;
  /** Resolves when flows can be sent. */
  opened(): Promise<void>;
  /** From now on the flow's messages go to `receiver`. */
  expect(flow: FlowSpec, receiver: FlowReceiver): void;
  openFlow(flow: FlowSpec): Promise<FlowWriter>;
  /** What it tells of itself, for eyes. */
  facts(): Record<string, unknown>;
  /** Empty for pipes that have no agent to tell. */
  paths(): PathReport;
  close(): void;
}
