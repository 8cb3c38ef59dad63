import {join} from 'node:path';
import {LineRpcServer} from '../../agent/control/line-rpc-server.js';
import type {MeshResult} from '../events.js';
import {findRunning, type RunKind} from '../find-running.js';
import {changedLink} from '../link-change.js';
import {type LinkReport, linkReports} from '../link-report.js';
import {RunClient} from '../run-client.js';
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
export class MeshClient extends RunClient<MeshStatus> {
  /**
   * @param pid the owner of the mesh; may be left out while only one is up
   * @throws ClawError `MESH_NOT_FOUND` or `MESH_AMBIGUOUS`
   */
  static async find(pid: number | undefined): Promise<MeshClient> {
    return new MeshClient(await findRunning(MESH, pid));
  }
}
