import type {Connection} from '../connection.js';
import type {AgentEvent} from '../control/protocol.js';
import type {Stream} from '../streams/stream.js';
import type {CarrierName} from '../webrtc/carrier.js';
import type {FlowReceiver} from './flow-receiver.js';
import type {FlowWriter, Pipe} from './pipe.js';
import type {PipeAgent, PipeAgents} from './pipe-agent.js';
import type {FlowSpec, Invitation, PathReport, PipeRequest} from './protocol.js';

/** Where `Stream.drained` lets a sender go on. */
const HIGH_WATER_BYTES = 2 * 1024 * 1024;

/** A connection between two agents, made for it unless the request names them. */
export class ClawPipe implements Pipe {
  readonly #name: string;
  readonly #peer: string;
  readonly #agents: PipeAgents;
  readonly #agent: PipeAgent;
  readonly #receivers = new Map<string, FlowReceiver>();
  readonly #confirmed: Promise<void>;
  readonly #events: AgentEvent[] = [];

  /**
   * @param end tells the names of the two agents apart
   * @param agents those of this process
   */
  constructor(
    request: PipeRequest,
    end: 'from' | 'to',
    {carrier, agents}: {carrier: CarrierName; agents: PipeAgents},
  ) {
    const {pipe, agents: names = {from: `${pipe}-from`, to: `${pipe}-to`}} = request;
    this.#name = names[end];
    this.#peer = names[end === 'from' ? 'to' : 'from'];
    this.#agents = agents;
    let confirm: () => void;
    this.#confirmed = new Promise((resolve) => {
      confirm = resolve;
    });
    this.#agent = agents.take(this.#name, request, carrier);
    this.#agent.attach(this.#peer, {
      event: (event) => {
        if (event.type === 'step' && event.step === 'confirmed') confirm();
        if (event.type !== 'step' && event.type !== 'quality') this.#events.push(event);
      },
      stream: (stream) => void this.#read(stream),
    });
  }

  async invite(): Promise<Invitation> {
    await this.#agent.ready();
    return {};
  }

  async join(): Promise<Invitation> {
    await this.#agent.ready();
    this.#agent.agent.connect(this.#peer);
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
    const {connections} = this.#agent.agent.status();
    const connection = connections.find(({peer}) => peer === this.#peer);
    return {events: this.#events, ...(connection ? {connection} : {})};
  }

  close(): void {
    this.#agents.leave(this.#name, this.#peer);
  }

  /** The one there is, whoever of the two called. */
  get #connection(): Connection | undefined {
    return this.#agent.agent.connect(this.#peer);
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
