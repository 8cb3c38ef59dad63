import {Agent} from '../agent.js';
import type {AgentEvent} from '../control/protocol.js';
import type {Stream} from '../streams/stream.js';
import type {CarrierName} from '../webrtc/carrier.js';
import type {PipeRequest} from './protocol.js';

/** What a pipe hears of its peer. */
export interface PipeEnd {
  event(event: AgentEvent): void;
  stream(stream: Stream): void;
}

/** An agent that serves one pipe, or several to different peers. */
export class PipeAgent {
  readonly agent: Agent;
  readonly #ends = new Map<string, PipeEnd>();
  #ready: Promise<void> | undefined;

  constructor(
    name: string,
    {address, seedUrl, ice = {}, objective}: PipeRequest,
    carrier: CarrierName,
  ) {
    this.agent = new Agent({
      name,
      seedUrl,
      peer: {bindAddress: address, carrier, ...ice},
      poolSize: 1,
      // Of every way to a relay that there is, one stands by.
      standbys: [...new Set(ice.turn?.servers.map(({transport}) => `relay-${transport}` as const))],
      ...(objective ? {objective} : {}),
      onEvent: (event) => this.#tell(event),
      onStream: ({remote}, stream) => this.#ends.get(remote)?.stream(stream),
    });
  }

  /** Resolves when it can call and be called. */
  ready(): Promise<void> {
    this.#ready ??= this.agent.ready();
    return this.#ready;
  }

  attach(peer: string, end: PipeEnd): void {
    this.#ends.set(peer, end);
  }

  /** True when no pipe is left and the agent has closed. */
  detach(peer: string): boolean {
    this.#ends.delete(peer);
    if (this.#ends.size > 0) return false;
    this.agent.close();
    return true;
  }

  #tell(event: AgentEvent): void {
    const peer = 'peer' in event ? event.peer : undefined;
    if (peer !== undefined) this.#ends.get(peer)?.event(event);
    else for (const end of this.#ends.values()) end.event(event);
  }
}

/** The agents of a process by name: pipes that name the same one share it. */
export class PipeAgents {
  readonly #agents = new Map<string, PipeAgent>();

  /** The agent of this name, made as `request` says if there is none. */
  take(name: string, request: PipeRequest, carrier: CarrierName): PipeAgent {
    const known = this.#agents.get(name);
    if (known) return known;
    const made = new PipeAgent(name, request, carrier);
    this.#agents.set(name, made);
    return made;
  }

  /** The pipe of `name` to `peer` has closed. */
  leave(name: string, peer: string): void {
    if (this.#agents.get(name)?.detach(peer)) this.#agents.delete(name);
  }
}
