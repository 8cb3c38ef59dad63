import {Flags} from '@oclif/core';
import {ClawError} from '../errors.js';
import {parseDurationMs, parsePacketRate, parsePercent, parseRateBps} from '../units.js';
import {PROGRESS_CHOICES} from './output-mode.js';

const SEED_MAX = 2 ** 32 - 1;

/** `50ms`, `10s`: milliseconds, at least `leastMs`. */
export const durationFlag = Flags.custom<number, {leastMs?: number}>({
  helpValue: '<duration>',
  parse: async (text, _context, {name, leastMs = 0}) => {
    const durationMs = parseDurationMs(text, `--${name}`);
    if (durationMs >= leastMs) return durationMs;
    const least = leastMs < 1000 ? `${leastMs}ms` : `${leastMs / 1000}s`;
    throw flagError(name, `"${text}" is too short`, `at least ${least}`);
  },
});

/** `20mbit`, `512kbit`: bits per second. */
export const rateFlag = Flags.custom<number>({
  helpValue: '<rate>',
  parse: async (text, _context, {name}) => parseRateBps(text, `--${name}`),
});

/** `60kpps`, `500pps`: packets per second. */
export const packetRateFlag = Flags.custom<number>({
  helpValue: '<packets/s>',
  parse: async (text, _context, {name}) => parsePacketRate(text, `--${name}`),
});

/** `1%`: a probability, 0..1. */
export const percentFlag = Flags.custom<number>({
  helpValue: '<percent>',
  parse: async (text, _context, {name}) => parsePercent(text, `--${name}`),
});

/** `3`: a whole number above zero. */
export const positiveIntegerFlag = Flags.custom<number>({
  helpValue: '<number>',
  parse: async (text, _context, {name}) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value > 0 && Number.isSafeInteger(value)) return value;
    throw flagError(name, `"${text}" is not a whole number above zero`, 'a number like 3');
  },
});

/** `a,b,c`: words, at least one. */
export const listFlag = Flags.custom<string[]>({
  helpValue: '<a,b,…>',
  parse: async (text, _context, {name}) => {
    const words = text.split(',').map((word) => word.trim());
    if (words.every((word) => word !== '')) return words;
    throw flagError(name, `"${text}" has an empty entry`, 'words with commas between, like a,b');
  },
});

/** `42` or `0x2a`: an unsigned 32-bit number. */
export const seedFlag = Flags.custom<number>({
  helpValue: '<seed>',
  parse: async (text, _context, {name}) => {
    const value = Number(text);
    if (/^(\d+|0x[0-9a-f]+)$/i.test(text) && value <= SEED_MAX) return value;
    throw flagError(name, `"${text}" is not a seed`, `a whole number from 0 to ${SEED_MAX}`);
  },
});

/** How a command that takes a while shows what it does. See `resolveProgress`. */
export const progressFlag = Flags.option({
  options: PROGRESS_CHOICES,
  default: 'auto' as const,
  description: 'How progress is shown on stderr.',
});

function flagError(name: string, problem: string, expected: string): ClawError {
  return new ClawError(`--${name}: ${problem}`, {code: 'FLAG_INVALID', hint: `Give ${expected}.`});
}
