import {Flags} from '@oclif/core';
import type {RelayTransport} from '../agent/turn/transport.js';
import {didYouMean} from '../did-you-mean.js';
import {ClawError} from '../errors.js';
import {FAULT_NAMES} from '../scenario/bench/failover/fault-names.js';
import {
  PRIORITY_WORDS,
  parseTraffic,
  TRAFFIC_WORDS,
  type Traffic,
} from '../scenario/bench/failover/traffic.js';
import {benchFlags, roundTripFlag} from './bench-flags.js';
import {durationFlag, listFlag, positiveIntegerFlag, rateFlag} from './flags.js';

const RELAYS = ['udp', 'tcp', 'tls'] as const satisfies readonly RelayTransport[];

/** `blackhole,flap`: faults, at least one. */
const faultsFlag = Flags.custom<(typeof FAULT_NAMES)[number][]>({
  helpValue: '<fault,…>',
  parse: async (text, _context, {name}) =>
    text.split(',').map((word) => oneOf(FAULT_NAMES, word.trim(), name)),
});

/** `udp,tcp`: transports to a relay, at least one. */
export const relaysFlag = Flags.custom<RelayTransport[]>({
  helpValue: '<transport,…>',
  parse: async (text, _context, {name}) =>
    text.split(',').map((word) => oneOf(RELAYS, word.trim(), name)),
});

const {seed, links, progress} = benchFlags;

export const failoverFlags = {
  fault: faultsFlag({
    default: ['blackhole', 'udp-blocked'],
    defaultHelp: async () => 'blackhole,udp-blocked',
    description: 'Faults; all are in docs/bench-failover.md.',
  }),
  faults: positiveIntegerFlag({default: 5, description: 'How many of each.'}),
  traffic: listFlag({
    default: ['reliable-ordered', 'reliable-ordered:critical', 'retransmits-unordered', 'bulk'],
    defaultHelp: async () => 'two reliable streams, one that is not, bulk',
    description: 'MODE, MODE:PRIORITY or bulk; all run side by side.',
  }),
  hold: durationFlag({
    default: 3000,
    defaultHelp: async () => '3s',
    description: 'How long a fault is there.',
  }),
  flap: durationFlag({
    default: 1000,
    defaultHelp: async () => '1s',
    description: 'How long a flapping path is away, and there again.',
  }),
  every: durationFlag({
    default: 10,
    defaultHelp: async () => '10ms',
    description: 'Between two messages of 200 bytes.',
  }),
  rtt: roundTripFlag(),
  rate: rateFlag({
    default: 20e6,
    defaultHelp: async () => '20mbit',
    description: 'Bottleneck, each way.',
  }),
  relays: relaysFlag({
    default: ['udp', 'tcp'],
    defaultHelp: async () => 'udp,tcp',
    description: 'How agents may reach their relay: udp, tcp, tls.',
  }),
  peers: Flags.option({
    options: ['datachannel', 'none'] as const,
    default: 'datachannel' as const,
    description: 'What runs beside claw.',
  })(),
  ...{seed, links, progress},
};

/** The traffic that `--traffic` names; throws `FLAG_INVALID`. */
export function readTraffic(names: readonly string[], rttMs: number): Traffic[] {
  return names.map((name) => {
    const traffic = parseTraffic(name, rttMs);
    if (traffic) return traffic;
    const [mode = '', priority] = name.split(':');
    oneOf(TRAFFIC_WORDS, mode, 'traffic');
    oneOf(PRIORITY_WORDS, priority ?? '', 'traffic');
    throw invalid('traffic', name, 'MODE, MODE:PRIORITY or bulk');
  });
}

function oneOf<Word extends string>(words: readonly Word[], word: string, flag: string): Word {
  const found = words.find((known) => known === word);
  if (found) return found;
  const guess = didYouMean(word, words);
  throw invalid(flag, word, `${guess ? `"${guess}", or ` : ''}one of ${words.join(', ')}`);
}

function invalid(flag: string, word: string, expected: string): ClawError {
  return new ClawError(`--${flag}: there is no "${word}"`, {
    code: 'FLAG_INVALID',
    hint: `Give ${expected}.`,
  });
}
