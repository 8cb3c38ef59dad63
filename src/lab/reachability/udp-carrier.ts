import {createSocket} from 'node:dgram';
import {isIP} from 'node:net';
import type {Endpoint} from '../../stun/message.js';
import type {Carrier, CarrierListener} from './carrier.js';
import {socketProblem} from './problem.js';

/** A socket of its own that hears only this server, and its router's refusals too. */
export function openUdpCarrier(server: Endpoint, listener: CarrierListener): Carrier {
  const socket = createSocket(isIP(server.address) === 6 ? 'udp6' : 'udp4');
  const unsent: Buffer[] = [];
  let connected = false;
  socket.on('error', (error) => listener.problem(socketProblem(error)));
  socket.on('message', (bytes) => listener.message(bytes));
  socket.connect(server.port, server.address, () => {
    connected = true;
    for (const bytes of unsent) socket.send(bytes);
  });
  return {
    send: (bytes) => {
      if (connected) socket.send(bytes);
      else unsent.push(bytes);
    },
    close: () => socket.close(),
  };
}
