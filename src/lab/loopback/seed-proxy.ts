import {once} from 'node:events';
import {type AddressInfo, connect, createServer, type Server, type Socket} from 'node:net';
import type {LinkModel} from '../links/model.js';
import {LOOPBACK} from './loopback-socket.js';
import type {LoopbackSite} from './place.js';
import type {Scheduler} from './scheduler.js';

/** Bytes of one direction that may be on the way before the sender has to wait. */
const ON_THE_WAY_BYTES_MAX = 1 << 20;
/** How often a link that loses everything is tried again: a retransmission timeout of TCP. */
const RETRY_MS = 200;

/** A host's way to the seed: a TCP proxy that takes as long as the site's link. */
export interface SeedProxy {
  port: number;
  close(): void;
}

/**
 * Listens on 127.0.0.1 and passes each connection on to the seed. Bytes arrive after the link's
 * delay, in order and all of them; the connection itself costs a round trip. Jitter, loss and rate
 * do not show, save that nothing passes a direction that loses every packet.
 */
export async function openSeedProxy(
  scheduler: Scheduler,
  site: LoopbackSite,
  seedPort: number,
): Promise<SeedProxy> {
  const open = new Set<Socket>();
  const server = createServer({allowHalfOpen: true, noDelay: true}, (client) => {
    const seed = connect({host: LOOPBACK, port: seedPort, allowHalfOpen: true, noDelay: true});
    const handshakeMs = delayMs(site.up.model) + delayMs(site.down.model);
    const openMs = performance.now() + handshakeMs;
    forward(scheduler, {from: client, to: seed, openMs, model: () => site.up.model});
    forward(scheduler, {from: seed, to: client, openMs, model: () => site.down.model});
    for (const socket of [client, seed]) {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      // One end that breaks takes the other with it, as a reset would.
      socket.on('error', () => {
        client.destroy();
        seed.destroy();
      });
    }
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

interface Pipe {
  from: Socket;
  to: Socket;
  /** No byte leaves before the connection would be open. */
  openMs: number;
  model: () => LinkModel;
}

function forward(scheduler: Scheduler, {from, to, openMs, model}: Pipe): void {
  const queue: {dueMs: number; bytes: number; deliver: () => void}[] = [];
  let onTheWay = 0;
  let lastMs = openMs;

  const add = (bytes: number, deliver: () => void) => {
    lastMs = Math.max(lastMs, Math.max(performance.now(), openMs) + delayMs(model()));
    queue.push({dueMs: lastMs, bytes, deliver});
    onTheWay += bytes;
    if (onTheWay > ON_THE_WAY_BYTES_MAX) from.pause();
    if (queue.length === 1) scheduler.at(lastMs, deliverDue);
  };
  const deliverDue = () => {
    const nowMs = performance.now();
    if (isDead(model())) {
      scheduler.at(nowMs + RETRY_MS, deliverDue);
      return;
    }
    for (let next = queue[0]; next && next.dueMs <= nowMs; next = queue[0]) {
      queue.shift();
      onTheWay -= next.bytes;
      next.deliver();
    }
    if (onTheWay <= ON_THE_WAY_BYTES_MAX) from.resume();
    if (queue[0]) scheduler.at(queue[0].dueMs, deliverDue);
  };

  from.on('data', (chunk: Buffer) => add(chunk.length, () => to.write(chunk)));
  from.on('end', () => add(0, () => to.end()));
}

function delayMs(model: LinkModel): number {
  return model.delayMs ?? 0;
}

function isDead(model: LinkModel): boolean {
  return (model.loss ?? 0) >= 1;
}
