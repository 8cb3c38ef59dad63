import type {LineRpcClient} from '../../agent/control/line-rpc-client.js';
import type {Lab} from '../../lab/lab.js';
import {startControlled} from '../controlled-process.js';

/** Where a worker is, as its pipes need to know it. */
export interface WorkerPlace {
  address: string;
  seedUrl: string;
}

/** One `claw bench worker`, as the harness sees it. */
export class WorkerProcess {
  readonly host: string;
  readonly place: WorkerPlace;
  readonly #control: LineRpcClient;

  private constructor(host: string, place: WorkerPlace, control: LineRpcClient) {
    this.host = host;
    this.place = place;
    this.#control = control;
  }

  /** Throws `AGENT_START`. */
  static async start(
    lab: Lab,
    options: {host: string; place: WorkerPlace; command: readonly string[]},
  ): Promise<WorkerProcess> {
    const {host, place, command} = options;
    const argv = [...command, 'bench', 'worker', '--attached'];
    const {control} = await startControlled(lab, {name: host, host, argv});
    return new WorkerProcess(host, place, control);
  }

  /** See `src/agent/bench/protocol.ts`. */
  request(method: string, params: object): Promise<unknown> {
    return this.#control.request(method, params);
  }

  close(): void {
    this.#control.close();
  }
}
