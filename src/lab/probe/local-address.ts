import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {networkInterfaces} from 'node:os';
import type {Endpoint} from '../../stun/message.js';

const AGAIN_MS = 100;

/**
 * How a socket is known in its site. Where there is a candidate map (docs/loopback.md) it says so;
 * elsewhere a socket bound to every address is known by the one that the question left from.
 */
export function localAddresses(options: {
  candidateMap?: Endpoint;
  /** Where the questions go: the route to it decides the address. */
  target: Endpoint;
}): (socket: Endpoint) => Promise<Endpoint> {
  const {candidateMap, target} = options;
  if (candidateMap) return (socket) => mapCandidate(candidateMap, socket);
  const address = routedAddress(target);
  return async ({port}) => ({address: await address, port});
}

/** Connecting a UDP socket sends nothing; it makes the kernel choose the source address. */
async function routedAddress(target: Endpoint): Promise<string> {
  const socket = createSocket('udp4');
  try {
    socket.connect(target.port, target.address);
    await once(socket, 'connect');
    return socket.address().address;
  } catch {
    return firstAddress();
  } finally {
    socket.close();
  }
}

function firstAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({family, internal}) => family === 'IPv4' && !internal)?.address ?? '0.0.0.0';
}

async function mapCandidate(server: Endpoint, {port}: Endpoint): Promise<Endpoint> {
  const socket = createSocket('udp4');
  const question = JSON.stringify({id: 1, map: {address: '127.0.0.1', port}});
  const ask = () => socket.send(question, server.port, server.address);
  ask();
  const again = setInterval(ask, AGAIN_MS);
  const [reply] = (await once(socket, 'message')) as [Buffer];
  clearInterval(again);
  socket.close();
  return JSON.parse(reply.toString()) as Endpoint;
}
