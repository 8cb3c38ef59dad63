import {createServer} from 'node:net';
import {listen} from './seed-proxy.js';

/** A port of 127.0.0.1 that nothing else gets until it is released. */
export interface SeedPort {
  port: number;
  /** Lets the seed have it. May be called more than once. */
  release(): void;
}

/** Holds a free port for the seed: between now and its start the lab opens many others. */
export async function reserveSeedPort(): Promise<SeedPort> {
  const server = createServer((early) => early.destroy());
  const port = await listen(server);
  return {port, release: () => server.close()};
}
