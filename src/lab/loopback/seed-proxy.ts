import {once} from 'node:events';
import {type AddressInfo, connect, createServer, type Server, type Socket} from 'node:net';
import {LOOPBACK} from './loopback-socket.js';
import type {LoopbackSite} from './place.js';
import type {Scheduler} from './scheduler.js';
import {openTcp} from './tcp-handshake.js';
import {TcpPipe} from './tcp-pipe.js';

/** A host's way to the seed: a TCP proxy that takes as long as the site's link. */
export interface SeedProxy {
  port: number;
  close(): void;
}

/**
 * Listens on 127.0.0.1 and passes each connection on to the seed. Bytes arrive after the link's
 * delay, in order and all of them; the connection itself costs a round trip. What the link's
 * timeline does to the delay counts, and while it is down (blackouts, flapping, loss of every
 * packet) the connection stands still and goes on afterwards, as TCP does. Jitter, other loss and
 * rate do not show.
 */
export async function openSeedProxy(
  scheduler: Scheduler,
  site: Pick<LoopbackSite, 'up' | 'down'>,
  seedPort: number,
): Promise<SeedProxy> {
  const open = new Set<Socket>();
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  };
  const server = createServer({allowHalfOpen: true, noDelay: true}, (client) => {
    keep(client);
    client.on('error', () => client.destroy());
    openTcp(scheduler, site, () => {
      if (client.destroyed) return;
      const seed = connect({host: LOOPBACK, port: seedPort, allowHalfOpen: true, noDelay: true});
      keep(seed);
      // One end that breaks takes the other with it, as a reset would.
      for (const socket of [client, seed]) {
        socket.on('error', () => {
          client.destroy();
          seed.destroy();
        });
      }
      new TcpPipe(scheduler, site.up, {from: client, to: seed}).start();
      new TcpPipe(scheduler, site.down, {from: seed, to: client}).start();
    });
  });
  const port = await listen(server);
  return {
    port,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Listens on a free port of 127.0.0.1. */
export async function listen(server: Server): Promise<number> {
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
