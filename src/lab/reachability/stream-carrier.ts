import {connect, isIP, type Socket} from 'node:net';
import {connect as connectTls} from 'node:tls';
import {type Endpoint, STUN_HEADER_BYTES} from '../../stun/message.js';
import type {Carrier, CarrierListener} from './carrier.js';
import {Problem, socketProblem} from './problem.js';

/**
 * A TCP connection, or TLS with the certificate checked against `tlsName`. On a stream a STUN
 * message is framed by its own length (RFC 8489 section 6.2.2).
 */
export function openStreamCarrier(
  server: Endpoint,
  listener: CarrierListener,
  tlsName?: string,
): Carrier {
  const socket = tlsName === undefined ? openTcp(server) : openTls(server, tlsName);
  let received = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    received = takeMessages(Buffer.concat([received, bytes]), listener);
  });
  socket.on('error', (error) => listener.problem(streamProblem(error, socket)));
  socket.on('close', () =>
    listener.problem(new Problem('CONNECTION_LOST', 'closed without an answer')),
  );
  return {send: (bytes) => void socket.write(bytes), close: () => socket.destroy()};
}

function openTcp({address, port}: Endpoint): Socket {
  return connect({host: address, port, noDelay: true});
}

function openTls({address, port}: Endpoint, name: string): Socket {
  const sni = isIP(name) === 0 ? {servername: name} : {};
  return connectTls({host: address, port, ...sni});
}

/** Hands over every whole message and returns the rest. What is not STUN is handed over at once. */
function takeMessages(bytes: Buffer, listener: CarrierListener): Buffer<ArrayBuffer> {
  let rest = bytes;
  while (rest.length > 0) {
    const isStun = rest.readUInt8(0) < 0x40;
    if (isStun && rest.length < STUN_HEADER_BYTES) break;
    const end = isStun ? STUN_HEADER_BYTES + rest.readUInt16BE(2) : rest.length;
    if (rest.length < end) break;
    listener.message(rest.subarray(0, end));
    rest = rest.subarray(end);
  }
  return Buffer.from(rest);
}

/** Errors of a TLS handshake have many codes; those of the connection below it are few. */
function streamProblem(error: NodeJS.ErrnoException, socket: Socket): Problem {
  const below = error.syscall !== undefined || error.code === 'ECONNRESET';
  if (below || !('encrypted' in socket)) return socketProblem(error);
  return new Problem('TLS_FAILED', `TLS failed: ${error.message.split('\n')[0]}`);
}
