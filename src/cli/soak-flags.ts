import {benchFlags, roundTripFlag} from './bench-flags.js';
import {relaysFlag} from './failover-flags.js';
import {durationFlag, positiveIntegerFlag, seedFlag} from './flags.js';

const {links, plot, progress} = benchFlags;

export const soakFlags = {
  agents: positiveIntegerFlag({default: 6, description: 'Agents, in a ring; at least 3.'}),
  faults: positiveIntegerFlag({default: 100, description: 'Faults, of all kinds by turns.'}),
  duration: durationFlag({
    default: 600_000,
    defaultHelp: async () => '10m',
    description: 'How long faults happen.',
  }),
  relays: relaysFlag({
    default: ['udp'],
    defaultHelp: async () => 'udp',
    description: 'How agents may reach their relay: udp, tcp, tls.',
  }),
  rtt: roundTripFlag(),
  seed: seedFlag({description: 'Seed of faults and links; default random, shown when it failed.'}),
  ...{links, plot, progress},
};
