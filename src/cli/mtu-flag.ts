import {Flags} from '@oclif/core';
import {ClawError} from '../errors.js';

/** What IPv6 asks of every link, and what the lab's links carry. */
const MTU = {least: 1280, most: 1500};

/** `1500,1400`: bytes of an IP packet, at least one. */
export const mtusFlag = Flags.custom<number[]>({
  helpValue: '<bytes,…>',
  parse: async (text, _context, {name}) => text.split(',').map((word) => parseMtu(word, name)),
});

function parseMtu(word: string, name: string): number {
  const value = Number(word);
  if (/^\d+$/.test(word.trim()) && value >= MTU.least && value <= MTU.most) return value;
  throw new ClawError(`--${name}: "${word}" is not an MTU from ${MTU.least} to ${MTU.most}`, {
    code: 'FLAG_INVALID',
    hint: 'Give bytes of an IP packet, like 1500,1400.',
  });
}
