import type {AgentEvent} from '../../agent/control/protocol.js';
import type {CarrierName} from '../../agent/webrtc/carrier.js';
import {endProcesses} from '../../lab/host-process.js';
import type {HostAccess, Lab} from '../../lab/lab.js';
import {sideBySide} from '../../lab/side-by-side.js';
import {STARTS_AT_ONCE} from '../controlled-process.js';
import type {Emit} from '../events.js';
import {AgentProcess, agentArguments} from './agent-process.js';
import {SeedProcess} from './seed-process.js';

export interface AgentFleetOptions {
  lab: Lab;
  /** argv that runs this CLI. */
  command: readonly string[];
  carrier: CarrierName;
  emit: Emit;
  onEvent(agent: string, event: AgentEvent): void;
  onLost(agent: string): void;
  /** The seed could not be kept up. */
  onFatal(error: unknown): void;
}

/** The seed and the agents of a mesh: one process each. */
export class AgentFleet {
  readonly #options: AgentFleetOptions;
  readonly #seed: SeedProcess;
  readonly #agents = new Map<string, AgentProcess>();
  #ending = false;

  constructor(options: AgentFleetOptions) {
    const {lab, command, emit, onFatal} = options;
    this.#options = options;
    this.#seed = new SeedProcess({
      lab,
      command,
      onState: (state) => emit({type: 'seed', state}),
      onFatal,
    });
  }

  /** Resolves when every agent can call. Rejects as `AgentProcess.start` does. */
  async start(): Promise<void> {
    await this.#seed.start();
    await sideBySide(this.#options.lab.access, STARTS_AT_ONCE, async (access) => {
      if (!this.#ending) await this.#startAgent(access);
    });
  }

  get(agent: string): AgentProcess | undefined {
    return this.#agents.get(agent);
  }

  /** From now on the end of a process is meant. */
  release(): void {
    this.#ending = true;
    this.#seed.release();
    for (const agent of this.#agents.values()) agent.close();
  }

  /** Ends every process; resolves when they are gone. */
  async end(): Promise<void> {
    this.release();
    const agents = [...this.#agents.values()].map(({process}) => process);
    await endProcesses([...agents, ...this.#seed.processes]);
  }

  async #startAgent(access: HostAccess): Promise<void> {
    const {lab, emit, command, carrier, onEvent} = this.#options;
    const {host: agent, site} = access;
    emit({type: 'agent', agent, site, state: 'starting'});
    const argv = [...command, ...agentArguments(access), '--carrier', carrier];
    const started = await AgentProcess.start(lab, {name: agent, host: agent, argv});
    this.#agents.set(agent, started);
    await started.follow((event) => onEvent(agent, event));
    void started.process.ended.then(({code, signal}) => this.#lost(agent, site, signal ?? code));
    emit({type: 'agent', agent, site, state: 'ready'});
  }

  #lost(agent: string, site: string, how: string | number | null): void {
    if (this.#ending) return;
    const {emit, lab, onLost} = this.#options;
    emit({type: 'agent', agent, site, state: 'lost'});
    emit({
      type: 'warning',
      code: 'AGENT_LOST',
      message: `agent ${agent} ended (${how})`,
      hint: `Its log says why: ${lab.spec.directory}/${agent}.log`,
    });
    onLost(agent);
  }
}
