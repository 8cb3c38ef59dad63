import {Flags} from '@oclif/core';
import {CARRIERS, type CarrierName} from '../agent/webrtc/carrier.js';
import {didYouMean} from '../did-you-mean.js';
import {ClawError} from '../errors.js';
import {PEERS, type Peer} from '../scenario/bench/carriers.js';
import {parseDurationMs, parsePercent} from '../units.js';
import {durationFlag, positiveIntegerFlag, progressFlag, seedFlag} from './flags.js';
import {plotFlag} from './plot-file.js';

/** `20ms,50ms`: milliseconds, at least one. */
export const durationsFlag = Flags.custom<number[]>({
  helpValue: '<duration,…>',
  parse: async (text, _context, {name}) =>
    text.split(',').map((word) => parseDurationMs(word, `--${name}`)),
});

/** `1%,5%`: probabilities, 0..1, at least one. */
export const percentsFlag = Flags.custom<number[]>({
  helpValue: '<percent,…>',
  parse: async (text, _context, {name}) =>
    text.split(',').map((word) => parsePercent(word, `--${name}`)),
});

/** The round trip of a bench that has one. */
export const roundTripFlag = () =>
  durationFlag({
    ...{default: 50, defaultHelp: async () => '50ms', leastMs: 1},
    description: 'Round trip.',
  });

/** The losses of a bench that looks at what they do. */
export const lossesFlag = () =>
  percentsFlag({
    default: [0, 0.01],
    defaultHelp: async () => '0%,1%',
    description: 'Packets lost, each way.',
  });

/** What runs beside claw. */
export const peersFlag = Flags.custom<Peer[]>({
  helpValue: '<peer,…>',
  parse: async (text) =>
    text.split(',').map((word) => wordOf(PEERS, word, {flag: 'peers', what: 'peer'})),
});

/** What claw sends its packets in, each once. */
export const carriersFlag = Flags.custom<CarrierName[]>({
  helpValue: '<carrier,…>',
  parse: async (text) => {
    const about = {flag: 'carrier', what: 'carrier'};
    return [...new Set(text.split(',').map((word) => wordOf(CARRIERS, word, about)))];
  },
});

/** Flags of every bench. */
export const benchFlags = {
  runs: positiveIntegerFlag({default: 5, description: 'Runs; figures are medians of them.'}),
  seed: seedFlag({description: 'Seed of every random decision of the links; default random.'}),
  links: Flags.option({
    options: ['auto', 'netem', 'userspace'] as const,
    default: 'auto' as const,
    description: 'Who impairs the links.',
  })(),
  plot: plotFlag(),
  progress: progressFlag(),
};

/** A word of a list, or one that was not meant. */
function wordOf<Word extends string>(
  words: readonly Word[],
  text: string,
  {flag, what}: {flag: string; what: string},
): Word {
  const known = words.find((word) => word === text.trim());
  if (known) return known;
  const guess = didYouMean(text, words);
  const names = `${what[0]?.toUpperCase()}${what.slice(1)}s`;
  throw new ClawError(`--${flag}: there is no ${what} "${text}"`, {
    code: 'FLAG_INVALID',
    hint: `${guess ? `Did you mean "${guess}"? ` : ''}${names}: ${words.join(', ')}.`,
  });
}
