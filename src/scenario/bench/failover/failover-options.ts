import type {RelayTransport} from '../../../agent/turn/transport.js';
import type {BenchOptions} from '../bench.js';
import type {FaultName} from './fault-names.js';
import type {Pace, Traffic} from './traffic.js';

/** `runs`: of each fault. */
export interface FailoverOptions extends BenchOptions {
  faults: readonly FaultName[];
  traffic: readonly Traffic[];
  pace: Pace;
  /** How long each is there. */
  holdMs: number;
  flapMs: number;
  rttMs: number;
  /** Bottleneck of the first site, each way. */
  rateBps: number;
  /** How agents may reach their relay. */
  relays: readonly RelayTransport[];
  /** Without plain data channels beside claw, when empty. */
  peers: readonly 'datachannel'[];
}
