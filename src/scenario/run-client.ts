import type {LineRpcClient} from '../agent/control/line-rpc-client.js';
import type {LinkModels} from '../lab/links/model.js';
import type {Running} from './find-running.js';
import type {LinkChange} from './link-change.js';

/** The control connection of a run that is up: what every kind of run can be asked. */
export abstract class RunClient<Status> {
  readonly pid: number;
  protected readonly rpc: LineRpcClient;

  constructor({pid, rpc}: Running) {
    this.pid = pid;
    this.rpc = rpc;
  }

  async status(): Promise<Status> {
    return (await this.rpc.request('status')) as Status;
  }

  /** Throws `LINK_UNKNOWN`, `LINK_FILE_INVALID`, `LINKS_UNSUPPORTED`, or `MESH_NOT_UP`. */
  async impair(change: LinkChange): Promise<LinkModels> {
    return (await this.rpc.request('impair', change)) as LinkModels;
  }

  /** Resolves once the run is down. */
  async down(): Promise<void> {
    await this.rpc.request('down');
    await this.rpc.closed;
  }

  close(): void {
    this.rpc.close();
  }
}
