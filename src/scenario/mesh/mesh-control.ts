import {join} from 'node:path';
import {z} from 'zod';
import {LineRpcClient} from '../../agent/control/line-rpc-client.js';
import {LineRpcServer} from '../../agent/control/line-rpc-server.js';
import {ClawError} from '../../errors.js';
import type {LinkModels} from '../../lab/links/model.js';
import {runDirectory, runDirectoryPids} from '../../lab/runtime-directory.js';
import type {MeshResult} from '../events.js';
import type {MeshRun} from './mesh-run.js';

const SOCKET = 'mesh.sock';

const model = z.strictObject({
  delayMs: z.number().nonnegative().optional(),
  jitterMs: z.number().nonnegative().optional(),
  loss: z.number().min(0).max(1).optional(),
  rateBps: z.number().positive().optional(),
});
const impairment = z.strictObject({link: z.string(), change: model});

export type Impairment = z.infer<typeof impairment>;

/** Lets other terminals see and change a running mesh. */
export async function serveMesh(run: MeshRun, directory: string): Promise<LineRpcServer> {
  return LineRpcServer.listen(join(directory, SOCKET), {
    status: () => run.status(),
    impair: (params) => {
      const {link, change} = impairment.parse(params);
      const defined = Object.fromEntries(
        Object.entries(change).filter(([, value]) => value !== undefined),
      );
      return run.impair(link, {up: defined, down: defined});
    },
    down: () => run.stop(),
  });
}

/** The control connection of a running mesh. */
export class MeshClient {
  readonly #rpc: LineRpcClient;
  readonly pid: number;

  private constructor(pid: number, rpc: LineRpcClient) {
    this.pid = pid;
    this.#rpc = rpc;
  }

  /**
   * @param pid the owner of the mesh; may be left out while only one is up
   * @throws ClawError `MESH_NOT_FOUND` or `MESH_AMBIGUOUS`
   */
  static async find(pid: number | undefined): Promise<MeshClient> {
    const clients: MeshClient[] = [];
    for (const candidate of pid === undefined ? await runDirectoryPids() : [pid]) {
      const path = join(runDirectory(candidate), SOCKET);
      const rpc = await LineRpcClient.connect(path).catch(() => undefined);
      if (rpc) clients.push(new MeshClient(candidate, rpc));
    }
    const [first, ...others] = clients;
    if (first && others.length === 0) return first;
    for (const client of clients) client.close();
    throw first ? ambiguous(clients) : notFound(pid);
  }

  async status(): Promise<MeshResult> {
    return (await this.#rpc.request('status')) as MeshResult;
  }

  async impair(params: Impairment): Promise<LinkModels> {
    return (await this.#rpc.request('impair', params)) as LinkModels;
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

function notFound(pid: number | undefined): ClawError {
  return new ClawError(pid === undefined ? 'no mesh is up' : `no mesh is up with pid ${pid}`, {
    code: 'MESH_NOT_FOUND',
    hint: 'Start one with "claw mesh up" in another terminal.',
    exitCode: 1,
  });
}

function ambiguous(clients: readonly MeshClient[]): ClawError {
  const pids = clients.map(({pid}) => pid).join(', ');
  return new ClawError(`${clients.length} meshes are up, with pids ${pids}`, {
    code: 'MESH_AMBIGUOUS',
    hint: 'Say which with --mesh PID.',
  });
}
