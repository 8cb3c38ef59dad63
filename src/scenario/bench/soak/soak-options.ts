import type {RelayTransport} from '../../../agent/turn/transport.js';
import type {BenchOptions} from '../bench.js';

/** What a soak is asked; `seed` is also that of the faults, and there is one run. */
export interface SoakOptions extends BenchOptions {
  /** Each in a site of its own, connected to the next and the last to the first. */
  agents: number;
  /** In all. */
  faults: number;
  /** In which they happen. */
  durationMs: number;
  rttMs: number;
  /** How agents may reach their relay. */
  relays: readonly RelayTransport[];
}
