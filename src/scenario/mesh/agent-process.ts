import type {LineRpcClient} from '../../agent/control/line-rpc-client.js';
import type {AgentEvent, AgentStatus} from '../../agent/control/protocol.js';
import type {HostAccess, HostProcess, Lab, TurnAccess} from '../../lab/lab.js';
import {type ControlledProcess, startControlled, startError} from '../controlled-process.js';

/** One agent of the mesh, as the harness sees it: a process and its control connection. */
export class AgentProcess {
  readonly name: string;
  readonly process: HostProcess;
  readonly #control: LineRpcClient;

  private constructor(name: string, {process, control}: ControlledProcess) {
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
    const {name} = options;
    return new AgentProcess(name, await startControlled(lab, options));
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
    ...(turn ? turnArguments(turn) : []),
    ...(access.candidateMap === undefined ? [] : ['--candidate-map', access.candidateMap]),
  ];
}

function turnArguments({uris, username, password, caFile}: TurnAccess): string[] {
  return [
    ...uris.flatMap((uri) => ['--turn', `${username}:${password}@${uri}`]),
    ...(caFile === undefined ? [] : ['--turn-ca', caFile]),
  ];
}
