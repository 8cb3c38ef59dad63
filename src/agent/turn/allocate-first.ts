import type {Endpoint} from '../../stun/message.js';
import type {RelayMemory} from './relay-memory.js';
import type {RelayTransport, TransportOptions, TurnServer} from './transport.js';
import {TurnClient} from './turn-client.js';

/** UDP carries datagrams best, so it has a head start; TLS passes where all else is blocked. */
const START_MS: Record<RelayTransport, number> = {udp: 0, tcp: 1000, tls: 1500};
/** Where a network drops in silence, this ends an attempt. */
const ATTEMPT_MS_MAX = 16_000;
/** How long the way that worked last is asked alone. */
const ALONE_MS = 1000;

export interface RelayOptions extends TransportOptions {
  servers: readonly TurnServer[];
  /** Another STUN server, see `TurnOptions`. */
  stun?: Endpoint;
  memory: RelayMemory;
}

/**
 * Allocates by whichever way to a TURN server works first: all are tried, each kind of transport
 * with its own delay, or at once when nothing that started before it is left (as Happy Eyeballs,
 * RFC 8305, does with addresses). The way that worked last starts alone.
 *
 * Rejects with every way's reason when none works, or when `signal` aborts.
 */
export async function allocateFirst(
  {servers, memory, ...options}: RelayOptions,
  signal: AbortSignal,
): Promise<TurnClient> {
  if (servers.length === 0) throw new Error('no TURN server');
  const last = memory.last(servers);
  const others = servers
    .filter((server) => server !== last)
    .map((server) => ({server, atMs: START_MS[server.transport] + (last ? ALONE_MS : 0)}))
    .sort((one, other) => one.atMs - other.atMs);
  const starts = last ? [{server: last, atMs: 0}, ...others] : others;
  const won = await race(starts, options, signal);
  memory.worked(won.server);
  return won.client;
}

interface Start {
  server: TurnServer;
  atMs: number;
}

interface Won {
  server: TurnServer;
  client: TurnClient;
}

function race(
  starts: Start[],
  options: Omit<RelayOptions, 'servers' | 'memory'>,
  signal: AbortSignal,
): Promise<Won> {
  const over = new AbortController();
  const [waiting, failures] = [[...starts], new Map<TurnServer, string>()];
  const beganMs = performance.now();
  let running = 0;
  let timer: NodeJS.Timeout | undefined;

  return new Promise<Won>((resolve, reject) => {
    const begin = ({server}: Start) => {
      running += 1;
      const limit = AbortSignal.any([over.signal, AbortSignal.timeout(ATTEMPT_MS_MAX)]);
      TurnClient.allocate({...options, server, signal: limit}).then(
        (client) => {
          // Two may succeed in one turn of the event loop: the second is not wanted.
          if (over.signal.aborted) client.close();
          else resolve({server, client});
          over.abort();
        },
        (error: Error) => {
          running -= 1;
          failures.set(server, error.message);
          next();
        },
      );
    };
    const beginDue = (elapsedMs: number) => {
      for (let [first] = waiting; first; [first] = waiting) {
        if (running > 0 && first.atMs > elapsedMs) break;
        waiting.shift();
        begin(first);
      }
    };
    const next = () => {
      clearTimeout(timer);
      if (over.signal.aborted) return;
      const elapsedMs = performance.now() - beganMs;
      beginDue(elapsedMs);
      if (waiting[0]) timer = setTimeout(next, waiting[0].atMs - elapsedMs);
      else if (running === 0) reject(new Error(reasons(failures)));
    };
    const giveUp = () => {
      over.abort();
      reject(new Error('given up'));
    };
    over.signal.addEventListener('abort', () => clearTimeout(timer), {once: true});
    signal.addEventListener('abort', giveUp, {once: true});
    if (signal.aborted) giveUp();
    else next();
  });
}

function reasons(failures: ReadonlyMap<TurnServer, string>): string {
  return [...failures]
    .map(([{transport, host, port}, why]) => `${transport} to ${host}:${port}: ${why}`)
    .join('; ');
}
