import {join} from 'node:path';
import type {LineRpcClient} from '../../agent/control/line-rpc-client.js';
import {LineRpcServer} from '../../agent/control/line-rpc-server.js';
import type {LinkModels} from '../../lab/links/model.js';
import type {MeshResult} from '../events.js';
import {findRunning, type RunKind, type Running} from '../find-running.js';
import {changedLink, type LinkChange} from '../link-change.js';
import {type LinkReport, linkReports} from '../link-report.js';
import {notUp} from './mesh-errors.js';
import type {MeshRun} from './mesh-run.js';

const SOCKET = 'mesh.sock';

/** A mesh that is up, as `claw mesh status --json` shows it. */
export type MeshStatus = MeshResult & {
  /** Empty while the lab is still being built. */
  links: LinkReport[];
};

/** Lets other terminals see and change a running mesh. */
export async function serveMesh(run: MeshRun, directory: string): Promise<LineRpcServer> {
  return LineRpcServer.listen(join(directory, SOCKET), {
    status: async (): Promise<MeshStatus> => ({...run.status(), links: await linkReports(run.lab)}),
    impair: (params) => {
      if (!run.lab) throw notUp();
      const {link, models} = changedLink(params, run.lab.links());
      return run.impair(link, models);
    },
    down: () => run.stop(),
  });
}

const MESH: RunKind = {
  socket: SOCKET,
  name: 'mesh',
  plural: 'meshes',
  start: 'claw mesh up',
};

/** The control connection of a running mesh. */
export class MeshClient {
  readonly #rpc: LineRpcClient;
  readonly pid: number;

  private constructor({pid, rpc}: Running) {
    this.pid = pid;
    this.#rpc = rpc;
  }

  /**
   * @param pid the owner of the mesh; may be left out while only one is up
   * @throws ClawError `MESH_NOT_FOUND` or `MESH_AMBIGUOUS`
   */
  static async find(pid: number | undefined): Promise<MeshClient> {
    return new MeshClient(await findRunning(MESH, pid));
  }

  async status(): Promise<MeshStatus> {
    return (await this.#rpc.request('status')) as MeshStatus;
  }

  /** Throws `LINK_UNKNOWN`, `LINK_FILE_INVALID`, `LINKS_UNSUPPORTED` or `MESH_NOT_UP`. */
  async impair(change: LinkChange): Promise<LinkModels> {
    return (await this.#rpc.request('impair', change)) as LinkModels;
  }

  /** Resolves once the mesh is down. */
  async down(): Promise<void> {
    await this.#rpc.request('down');
    await this.#rpc.closed;
  }

  close(): void {
    this.#rpc.close();
  }
}
