import {once} from 'node:events';
import {type AddressInfo, connect, createServer, type Server, type Socket} from 'node:net';
import {onTestFinished} from 'vitest';

/** A way to a TCP port of 127.0.0.1 that can be cut, or lose the connections it has. */
export class CuttableWay {
  readonly port: number;
  readonly #target: number;
  readonly #sockets = new Set<Socket>();
  #server: Server;

  private constructor(target: number, server: Server) {
    this.#target = target;
    this.#server = this.#serve(server);
    this.port = (server.address() as AddressInfo).port;
  }

  static async open(target: number): Promise<CuttableWay> {
    const way = new CuttableWay(target, await listening(0));
    onTestFinished(() => way.cut());
    return way;
  }

  /** Connections end, and new ones are refused. */
  cut(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Nothing more comes through on the connections there are, and neither end is told. */
  freeze(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  async restore(): Promise<void> {
    this.#server = this.#serve(await listening(this.port));
  }

  #serve(server: Server): Server {
    return server.on('connection', (near) => {
      const far = connect(this.#target, '127.0.0.1');
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.#sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far).pipe(near);
    });
  }
}

async function listening(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
