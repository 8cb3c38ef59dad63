import type {LineRpcClient} from '../../agent/control/line-rpc-client.js';
import type {LinkModels} from '../../lab/links/model.js';
import {findRunning, type RunKind, type Running} from '../find-running.js';
import type {LinkChange} from '../link-change.js';
import type {Entry} from './enter.js';
import {LAB_SOCKET} from './lab-server.js';
import type {LabStatus} from './status.js';

const LAB: RunKind = {
  socket: LAB_SOCKET,
  name: 'lab',
  plural: 'labs',
  start: 'claw lab up TOPOLOGY',
};

/** The control connection of a running lab. */
export class LabClient {
  readonly #rpc: LineRpcClient;
  readonly pid: number;

  private constructor({pid, rpc}: Running) {
    this.pid = pid;
    this.#rpc = rpc;
  }

  /**
   * @param pid the owner of the lab; may be left out while only one is up
   * @throws ClawError `LAB_NOT_FOUND` or `LAB_AMBIGUOUS`
   */
  static async find(pid: number | undefined): Promise<LabClient> {
    return new LabClient(await findRunning(LAB, pid));
  }

  async status(): Promise<LabStatus> {
    return (await this.#rpc.request('status')) as LabStatus;
  }

  /** How to run a program in a host. Throws `HOST_UNKNOWN`. */
  async enter(host: string): Promise<Entry> {
    return (await this.#rpc.request('enter', {host})) as Entry;
  }

  /** Throws `LINK_UNKNOWN`, `LINK_FILE_INVALID` or `LINKS_UNSUPPORTED`. */
  async impair(change: LinkChange): Promise<LinkModels> {
    return (await this.#rpc.request('impair', change)) as LinkModels;
  }

  /** Resolves once the lab is down. */
  async down(): Promise<void> {
    await this.#rpc.request('down');
    await this.#rpc.closed;
  }

  close(): void {
    this.#rpc.close();
  }
}
