import {z} from 'zod';
import {LOOPBACK, openLoopbackSocket} from './loopback-socket.js';

/** More than any request needs. */
const REQUEST_BYTES_MAX = 512;

const Request = z.object({
  id: z.number(),
  map: z.object({address: z.literal(LOOPBACK), port: z.number().int().min(1).max(65_535)}),
});

export interface CandidateMapServer {
  port: number;
  close(): void;
}

/**
 * Answers one host's questions under which address others reach a socket of its own: a datagram
 * `{"id":1,"map":{"address":"127.0.0.1","port":40000}}` gets
 * `{"id":1,"address":"127.0.0.1","port":<address in the site>}`, the same one each time. A question
 * that makes no sense gets `{"error":…}`.
 */
export function openCandidateMap(
  lanPort: (rawPort: number) => number | undefined,
): CandidateMapServer {
  const {socket, port} = openLoopbackSocket((bytes, fromPort) => {
    const reply = answer(bytes, lanPort);
    socket.send(JSON.stringify(reply), fromPort, LOOPBACK);
  });
  return {port, close: () => socket.close()};
}

function answer(bytes: Buffer, lanPort: (rawPort: number) => number | undefined): object {
  const request = parse(bytes);
  if (request === undefined) return {error: 'not a question for the address of a socket'};
  const {id, map} = request;
  const port = lanPort(map.port);
  if (port === undefined) return {id, error: `no socket of an agent has port ${map.port}`};
  return {id, address: LOOPBACK, port};
}

function parse(bytes: Buffer): z.infer<typeof Request> | undefined {
  if (bytes.length > REQUEST_BYTES_MAX) return undefined;
  try {
    return Request.safeParse(JSON.parse(bytes.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
