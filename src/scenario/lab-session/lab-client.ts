import {join} from 'node:path';
import {LineRpcClient} from '../../agent/control/line-rpc-client.js';
import {ClawError} from '../../errors.js';
import type {LinkModels} from '../../lab/links/model.js';
import {runDirectory, runDirectoryPids} from '../../lab/runtime-directory.js';
import type {Entry} from './enter.js';
import {LAB_SOCKET} from './lab-server.js';
import type {LabStatus} from './status.js';

/** The control connection of a running lab. */
export class LabClient {
  readonly #rpc: LineRpcClient;
  readonly pid: number;

  private constructor(pid: number, rpc: LineRpcClient) {
    this.pid = pid;
    this.#rpc = rpc;
  }

  /**
   * @param pid the owner of the lab; may be left out while only one is up
   * @throws ClawError `LAB_NOT_FOUND` or `LAB_AMBIGUOUS`
   */
  static async find(pid: number | undefined): Promise<LabClient> {
    const clients: LabClient[] = [];
    for (const candidate of pid === undefined ? await runDirectoryPids() : [pid]) {
      const path = join(runDirectory(candidate), LAB_SOCKET);
      const rpc = await LineRpcClient.connect(path).catch(() => undefined);
      if (rpc) clients.push(new LabClient(candidate, rpc));
    }
    const [first, ...others] = clients;
    if (first && others.length === 0) return first;
    for (const client of clients) client.close();
    throw first ? ambiguous(clients) : notFound(pid);
  }

  async status(): Promise<LabStatus> {
    return (await this.#rpc.request('status')) as LabStatus;
  }

  /** How to run a program in a host. Throws `HOST_UNKNOWN`. */
  async enter(host: string): Promise<Entry> {
    return (await this.#rpc.request('enter', {host})) as Entry;
  }

  /**
   * Gives a link other models, as a link file writes them. Throws `LINK_UNKNOWN`,
   * `LINK_FILE_INVALID` or `LINKS_UNSUPPORTED`.
   */
  async impair(link: string, settings: string): Promise<LinkModels> {
    return (await this.#rpc.request('impair', {link, settings})) as LinkModels;
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

function notFound(pid: number | undefined): ClawError {
  return new ClawError(pid === undefined ? 'no lab is up' : `no lab is up with pid ${pid}`, {
    code: 'LAB_NOT_FOUND',
    hint: 'Start one with "claw lab up TOPOLOGY" in another terminal.',
    exitCode: 1,
  });
}

function ambiguous(clients: readonly LabClient[]): ClawError {
  const pids = clients.map(({pid}) => pid).join(', ');
  return new ClawError(`${clients.length} labs are up, with pids ${pids}`, {
    code: 'LAB_AMBIGUOUS',
    hint: 'Say which with --lab PID.',
  });
}
