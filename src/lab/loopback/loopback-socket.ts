import {createSocket, type Socket} from 'node:dgram';

export const LOOPBACK = '127.0.0.1';
/** Wanted, not needed: the kernel gives what it allows. */
const BUFFER_BYTES = 1 << 20;

/** Node calls this for every bind and send; an answer on the spot makes both take effect at once. */
const lookup = (
  _host: string,
  _options: unknown,
  answer: (error: null, address: string, family: number) => void,
) => answer(null, LOOPBACK, 4);

/**
 * A bound UDP socket on 127.0.0.1 with a port of the system's choice.
 * Throws the system's error (`EMFILE`: too many open files).
 */
export function openLoopbackSocket(receive: (bytes: Buffer, fromPort: number) => void): {
  socket: Socket;
  port: number;
} {
  const socket = createSocket({
    type: 'udp4',
    lookup,
    recvBufferSize: BUFFER_BYTES,
    sendBufferSize: BUFFER_BYTES,
  });
  let failure: Error | undefined;
  // After the bind the only errors are those of single datagrams, which UDP may lose.
  socket.on('error', (error) => {
    failure = error;
  });
  socket.on('message', (bytes, {port}) => receive(bytes, port));
  socket.bind(0, LOOPBACK);
  if (failure) throw failure;
  return {socket, port: socket.address().port};
}
