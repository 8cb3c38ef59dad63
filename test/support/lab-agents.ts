import type {AgentEvent} from '../../src/agent/control/protocol.js';
import type {HostAccess, Lab} from '../../src/lab/lab.js';
import {AgentProcess, agentArguments} from '../../src/scenario/mesh/agent-process.js';
import {CLAW} from './cli.js';

/** An agent in a host of a lab, and all it said. */
export interface LabAgent {
  agent: AgentProcess;
  events: AgentEvent[];
  /** Resolves once `holds` of all events so far. */
  until(holds: (events: readonly AgentEvent[]) => boolean): Promise<void>;
}

/** Starts the seed of a lab. */
export async function startSeed(lab: Lab): Promise<AgentProcess> {
  const {host, listen} = lab.seed;
  const listens = ['--seed-listen', `${listen.address}:${listen.port}`];
  const argv = [CLAW, 'agent', '--name', 'seed', '--attached', ...listens];
  return AgentProcess.start(lab, {name: 'seed', host, argv});
}

/** Starts an agent called `name` in a host; resolves when it is ready to call. */
export async function startLabAgent(
  lab: Lab,
  {name, host, args = [], turn}: StartOptions,
): Promise<LabAgent> {
  const access = lab.access.find((one) => one.host === host);
  if (!access) throw new Error(`no host ${host}`);
  const asked = {...access, host: name, ...(turn ? {turn} : {})};
  const argv = [CLAW, ...agentArguments(asked), ...args];
  const agent = await AgentProcess.start(lab, {name, host, argv});
  const events: AgentEvent[] = [];
  const watchers = new Set<() => void>();
  await agent.follow((event) => {
    events.push(event);
    for (const watcher of watchers) watcher();
    watchers.clear();
  });
  const until = async (holds: (all: readonly AgentEvent[]) => boolean) => {
    while (!holds(events)) await new Promise<void>((resolve) => watchers.add(resolve));
  };
  return {agent, events, until};
}

interface StartOptions {
  name: string;
  host: string;
  /** More arguments of `claw agent`. */
  args?: readonly string[];
  /** In place of the lab's ways to TURN. */
  turn?: NonNullable<HostAccess['turn']>;
}
