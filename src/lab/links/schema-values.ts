import {z} from 'zod';
import {ClawError} from '../../errors.js';
import {parseDurationMs, parsePercent, parseRateBps} from '../../units.js';
import {section} from '../../yaml-schema.js';

/** Numbers are taken as text, so that `delay: 50` hears that it lacks a unit. */
const text = z
  .union([z.string(), z.number()], {error: 'is not text with a unit'})
  .transform(String);

/** A value read by `parse` of src/units.ts; the key is said by whoever prints the issue. */
function withUnit(parse: (text: string, what: string) => number) {
  return text.transform((value, context): number => {
    try {
      return parse(value, '');
    } catch (error) {
      if (!(error instanceof ClawError)) throw error;
      const message = error.message.replace(/^: /, '');
      context.addIssue({code: 'custom', message, params: {hint: error.hint}});
      return z.NEVER;
    }
  });
}

/** `50ms`: milliseconds. */
export const duration = withUnit(parseDurationMs);

/** `50ms`, but not `0ms`. */
export const length = duration.refine((ms) => ms > 0, {error: 'must be longer than 0ms'});

/** `1%`: 0..1. */
export const percent = withUnit(parsePercent);

/** `20mbit`: bits per second. */
export const rate = withUnit(parseRateBps);

/** Which one in a row: 1, 2, … */
export const ordinal = z
  .number({error: 'is not a whole number above zero'})
  .int({error: 'is not a whole number above zero'})
  .min(1, {error: 'is not a whole number above zero'});

/** Packets listed by number; more would not be exact loss but a pattern. */
const PACKETS_MAX = 65_536;

/** `[1, 5, 10-20]`: numbers of packets from 1, and ranges of them. */
export const packetNumbers = z
  .array(z.union([z.number(), z.string()]))
  .transform((entries, context): number[] => {
    const numbers = entries.map(String).flatMap((entry) => {
      const range = /^(\d+)(?:-(\d+))?$/.exec(entry);
      const [first, last] = [Number(range?.[1]), Number(range?.[2] ?? range?.[1])];
      if (first >= 1 && last >= first && last - first < PACKETS_MAX) {
        return Array.from({length: last - first + 1}, (_, index) => first + index);
      }
      const message = `"${entry}" is neither a packet number from 1 nor a range like 10-20`;
      context.addIssue({code: 'custom', message});
      return [];
    });
    if (numbers.length <= PACKETS_MAX) return numbers;
    context.addIssue({code: 'custom', message: `lists more than ${PACKETS_MAX} packets`});
    return z.NEVER;
  });

/** A section that may also be written as the value of its first key: `jitter: 5ms`. */
export function sectionOr<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const [first = ''] = Object.keys(shape);
  const spelled = (value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {[first]: value};
  return z.preprocess(spelled, section(shape));
}
