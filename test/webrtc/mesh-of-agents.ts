import {onTestFinished} from 'vitest';
import {Agent, type AgentOptions} from '../../src/agent/agent.js';
import type {AgentEvent, Step} from '../../src/agent/control/protocol.js';
import {SeedServer} from '../../src/agent/seed/seed-server.js';
import type {Stream} from '../../src/agent/streams/stream.js';

type StepEvent = AgentEvent & {type: 'step'};

/** An agent of a test, and everything it told. */
export class TestAgent {
  readonly agent: Agent;
  readonly events: AgentEvent[] = [];
  readonly #streams: Stream[] = [];
  #wantingStream: ((stream: Stream) => void)[] = [];
  #waiting: {wanted: (event: AgentEvent) => boolean; resolve: (event: AgentEvent) => void}[] = [];

  constructor(name: string, seedPort: number, options: Partial<AgentOptions> = {}) {
    this.agent = new Agent({
      name,
      seedUrl: `ws://127.0.0.1:${seedPort}`,
      peer: {bindAddress: '127.0.0.1'},
      poolSize: 1,
      onEvent: (event) => this.#tell(event),
      onStream: (_connection, stream) => {
        const wake = this.#wantingStream.shift();
        if (wake) wake(stream);
        else this.#streams.push(stream);
      },
      ...options,
    });
    onTestFinished(() => this.agent.close());
  }

  /** Resolves with the first event, past or to come, that `wanted` is true for. */
  told(wanted: (event: AgentEvent) => boolean): Promise<AgentEvent> {
    const past = this.events.find(wanted);
    if (past) return Promise.resolve(past);
    return new Promise((resolve) => this.#waiting.push({wanted, resolve}));
  }

  /** Resolves once an attempt has reached `step`. */
  reached(step: Step): Promise<AgentEvent> {
    return this.told((event) => event.type === 'step' && event.step === step);
  }

  /** The next stream that another agent opens. */
  async stream(): Promise<Stream> {
    const stream = this.#streams.shift();
    return stream ?? new Promise((resolve) => this.#wantingStream.push(resolve));
  }

  steps(step: Step): StepEvent[] {
    return this.events
      .filter((event) => event.type === 'step')
      .filter((event) => event.step === step);
  }

  closed(): Promise<AgentEvent> {
    return this.told((event) => event.type === 'closed');
  }

  #tell(event: AgentEvent): void {
    this.events.push(event);
    for (const {wanted, resolve} of this.#waiting) if (wanted(event)) resolve(event);
  }
}

/** Agents on 127.0.0.1 that are ready to call each other, and their seed. */
export async function openMesh(...names: string[]) {
  const seed = await SeedServer.listen('127.0.0.1', 0);
  onTestFinished(() => seed.close());
  const agents = names.map((name) => new TestAgent(name, seed.port));
  await Promise.all(agents.map(({agent}) => agent.ready()));
  return {seed, agents};
}

/** Two agents that are ready to call each other. */
export async function openPair(): Promise<{seed: SeedServer; one: TestAgent; two: TestAgent}> {
  const {seed, agents} = await openMesh('one', 'two');
  const [one, two] = agents;
  if (!one || !two) throw new Error('two agents were asked for');
  return {seed, one, two};
}
