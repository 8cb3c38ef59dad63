import {Agent} from '../agent.js';
import type {Connection} from '../connection.js';
import type {AgentEvent} from '../control/protocol.js';
import type {Stream} from '../streams/stream.js';
import type {CarrierName} from '../webrtc/carrier.js';
import type {FlowReceiver} from './flow-receiver.js';
import type {FlowWriter, Pipe} from './pipe.js';
import type {FlowSpec, Invitation, PathReport, PipeRequest} from './protocol.js';

/** Where `Stream.drained` lets a sender go on. */
const HIGH_WATER_BYTES = 2 * 1024 * 1024;

/** A connection between two agents that are made for it: each pipe starts without a past. */
export class ClawPipe implements Pipe {
  readonly #name: string;
  readonly #peer: string;
  readonly #agent: Agent;
  readonly #receivers = new Map<string, FlowReceiver>();
  readonly #confirmed: Promise<void>;
  readonly #events: AgentEvent[] = [];

  /** @param end tells the names of the two agents apart */
  constructor(
    {pipe, address, seedUrl, ice = {}, objective}: PipeRequest,
    end: 'from' | 'to',
    carrier: CarrierName,
  ) {
    this.#name = `${pipe}-${end}`;
    this.#peer = `${pipe}-${end === 'from' ? 'to' : 'from'}`;
    let confirm: () => void;
    this.#confirmed = new Promise((resolve) => {
      confirm = resolve;
    });
    this.#agent = new Agent({
      name: this.#name,
      seedUrl,
      peer: {bindAddress: address, carrier, ...ice},
      poolSize: 1,
      ...(objective ? {objective} : {}),
      onEvent: (event) => {
        if (event.type === 'step' && event.step === 'confirmed') confirm();
        if (event.type !== 'step' && event.type !== 'quality') this.#events.push(event);
      },
      onStream: (_connection, stream) => void this.#read(stream),
    });
  }

  async invite(): Promise<Invitation> {
    await this.#agent.ready();
    return {};
  }

  async join(): Promise<Invitation> {
    await this.#agent.ready();
    this.#agent.connect(this.#peer);
    return {};
  }

  async complete(): Promise<void> {
    // The other end calls, and knows when it is through.
  }

  async opened(): Promise<void> {
    await this.#confirmed;
  }

  expect({id}: FlowSpec, receiver: FlowReceiver): void {
    this.#receivers.set(String(id), receiver);
  }

  async openFlow({id, mode, priority}: FlowSpec): Promise<FlowWriter> {
    const stream = this.#connection?.transport.openStream({...mode, priority, label: String(id)});
    if (!stream) throw new Error('the connection has gone');
    return {
      write: (message) => void stream.send(message),
      get bufferedBytes() {
        return stream.bufferedBytes;
      },
      get isFull() {
        return stream.bufferedBytes > HIGH_WATER_BYTES;
      },
      drained: () => stream.drained(),
      end: () => stream.finish(),
    };
  }

  facts(): Record<string, unknown> {
    const transport = this.#connection?.transport.transport;
    if (!transport) return {};
    const {stats, path} = transport;
    return {...stats, mtu: path.mtu, controller: path.controller.metrics()};
  }

  paths(): PathReport {
    const [connection] = this.#agent.status().connections;
    return {events: this.#events, ...(connection ? {connection} : {})};
  }

  close(): void {
    this.#agent.close();
  }

  /** The one there is, whoever of the two called. */
  get #connection(): Connection | undefined {
    return this.#agent.connect(this.#peer);
  }

  async #read(stream: Stream): Promise<void> {
    const receiver = this.#receivers.get(stream.label);
    try {
      for await (const message of stream) receiver?.message(message);
      stream.finish();
    } catch {
      // The pipe has been closed with the flow under way.
    }
  }
}
