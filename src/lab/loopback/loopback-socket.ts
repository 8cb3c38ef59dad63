import {createSocket, type Socket} from 'node:dgram';

export const LOOPBACK = '127.0.0.1';
/** Wanted, not needed: the kernel gives what it allows. */
const BUFFER_BYTES = 1 << 20;
/** The port is another's, or kept for the system's own use. */
const TAKEN = ['EADDRINUSE', 'EACCES'];

/** Node calls this for every bind and send; an answer on the spot makes both take effect at once. */
const lookup = (
  _host: string,
  _options: unknown,
  answer: (error: null, address: string, family: number) => void,
) => answer(null, LOOPBACK, 4);

/** What a bound socket is. */
export interface LoopbackSocket {
  socket: Socket;
  port: number;
}

/**
 * A bound UDP socket on 127.0.0.1, with the first of `ports` that is free, or else one of the
 * system's choice. Throws the system's error (`EMFILE`: too many open files).
 */
export function openLoopbackSocket(
  receive: (bytes: Buffer, fromPort: number) => void,
  ports: Iterable<number> = [],
): LoopbackSocket {
  for (const port of ports) {
    const opened = openAt(port, receive);
    if (!(opened instanceof Error)) return opened;
    if (!TAKEN.includes((opened as NodeJS.ErrnoException).code ?? '')) throw opened;
  }
  const opened = openAt(0, receive);
  if (opened instanceof Error) throw opened;
  return opened;
}

function openAt(
  wantedPort: number,
  receive: (bytes: Buffer, fromPort: number) => void,
): LoopbackSocket | Error {
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
  socket.bind(wantedPort, LOOPBACK);
  if (failure) {
    socket.close();
    return failure;
  }
  return {socket, port: socket.address().port};
}
