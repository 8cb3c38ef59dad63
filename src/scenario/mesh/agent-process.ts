import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {LineRpcClient} from '../../agent/control/line-rpc-client.js';
import type {AgentEvent, AgentStatus} from '../../agent/control/protocol.js';
import {ClawError} from '../../errors.js';
import type {HostAccess, HostProcess, Lab} from '../../lab/lab.js';

/** Starting a runtime and opening a socket takes a second at most, even on a busy machine. */
const START_MS_MAX = 30_000;
const CONNECT_RETRY_MS = 20;

/** One agent of the mesh, as the harness sees it: a process and its control connection. */
export class AgentProcess {
  readonly name: string;
  readonly process: HostProcess;
  readonly #control: LineRpcClient;

  private constructor(name: string, process: HostProcess, control: LineRpcClient) {
    this.name = name;
    this.process = process;
    this.#control = control;
  }

  /**
   * Starts an agent in its host and connects to its control socket.
   * @throws ClawError `AGENT_START` when it ends, or says nothing for 30 s; names its log.
   */
  static async start(
    lab: Lab,
    options: {name: string; host: string; argv: readonly string[]},
  ): Promise<AgentProcess> {
    const {name, host, argv} = options;
    const controlPath = join(lab.spec.directory, `${name}.sock`);
    const logFile = join(lab.spec.directory, `${name}.log`);
    // One that was killed left its socket.
    await rm(controlPath, {force: true});
    const process = lab.spawn(host, [...argv, '--control', controlPath], {logFile});
    let outcome: string | undefined;
    void process.ended.then(({code, signal}) => {
      outcome = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
    });
    const deadline = performance.now() + START_MS_MAX;
    for (;;) {
      const control = await LineRpcClient.connect(controlPath).catch(() => undefined);
      if (control) return new AgentProcess(name, process, control);
      if (outcome !== undefined) throw startError(name, outcome, logFile);
      if (performance.now() > deadline) throw startError(name, 'did not answer', logFile);
      await delay(CONNECT_RETRY_MS);
    }
  }

  /** Events from now on; resolves when the agent is ready to call. */
  async follow(onEvent: (event: AgentEvent) => void): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const listen = async () => {
        await this.#control.subscribe((event) => {
          if ((event as AgentEvent).type === 'ready') resolve();
          onEvent(event as AgentEvent);
        });
        if ((await this.status()).ready) resolve();
      };
      listen().catch(reject);
      void this.process.ended.then(({code}) =>
        reject(startError(this.name, `ended with code ${code}`, `${this.name}.log`)),
      );
    });
  }

  async status(): Promise<AgentStatus> {
    return (await this.#control.request('status')) as AgentStatus;
  }

  async connect(to: string): Promise<void> {
    await this.#control.request('connect', {to});
  }

  close(): void {
    this.#control.close();
  }
}

/** Arguments of `claw agent` for a host of the lab. */
export function agentArguments(access: HostAccess): string[] {
  const {turn} = access;
  return [
    'agent',
    ...['--name', access.host, '--seed', access.seedUrl, '--attached'],
    ...(access.bindAddress === undefined ? [] : ['--bind', access.bindAddress]),
    ...(access.stun === undefined ? [] : ['--stun', access.stun]),
    ...(turn ? ['--turn', `${turn.username}:${turn.password}@${turn.server}`] : []),
    ...(access.candidateMap === undefined ? [] : ['--candidate-map', access.candidateMap]),
  ];
}

function startError(name: string, outcome: string, logFile: string): ClawError {
  return new ClawError(`agent ${name} ${outcome} before it was ready`, {
    code: 'AGENT_START',
    hint: `Its log says why: ${logFile}`,
    exitCode: 1,
  });
}
