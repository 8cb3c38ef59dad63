import type {RelayTransport} from '../../../agent/turn/transport.js';
import type {LinkDriver} from '../../../lab/lab.js';
import type {FaultName} from './fault-names.js';
import type {Pace, Traffic} from './traffic.js';

export interface FailoverOptions {
  faults: readonly FaultName[];
  traffic: readonly Traffic[];
  pace: Pace;
  /** Of each fault. */
  count: number;
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
  seed: number;
  linkDriver: LinkDriver;
}
