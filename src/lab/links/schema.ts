import {z} from 'zod';
import {ClawError} from '../../errors.js';
import {section, word} from '../../yaml-schema.js';
import {PACKET_CLASSES} from './faults/packet-class.js';
import {linkPreset} from './presets.js';
import {
  duration,
  length,
  ordinal,
  packetNumbers,
  percent,
  rate,
  sectionOr,
} from './schema-values.js';

const jitter = sectionOr({
  spread: duration,
  distribution: word(['uniform', 'normal', 'pareto']).optional(),
  correlation: percent.refine((share) => share < 1, {error: 'must be below 100%'}).optional(),
  reorder: z.boolean({error: 'is neither true nor false'}).optional(),
});

const bursts = section({
  enter: percent,
  leave: percent,
  lossInside: percent.default(1),
  lossOutside: percent.default(0),
});

const loss = sectionOr({
  random: percent.optional(),
  bursts: bursts.optional(),
  packets: packetNumbers.optional(),
});

/** Defaults of RFC 8289 sections 4.2 and 4.3. */
const queue = sectionOr({
  length: duration.optional(),
  discipline: word(['drop-tail', 'codel']).default('drop-tail'),
  target: length.default(5),
  interval: length.default(100),
});

const flap = section({
  every: length,
  down: length,
  from: duration.default(0),
}).refine(({every, down}) => down < every, {error: 'is down for longer than a round takes'});

const impairments = {
  delay: duration.optional(),
  jitter: jitter.optional(),
  loss: loss.optional(),
  duplicate: percent.optional(),
  corrupt: percent.optional(),
  rate: rate.optional(),
  trace: z.string({error: 'is not the name of a file'}).optional(),
  queue: queue.optional(),
  blackouts: z.array(section({at: duration, for: length}), {error: 'is not a list'}).optional(),
  flap: flap.optional(),
};

const timelineEntry = section({
  at: duration,
  ...impairments,
  clear: z.array(word(Object.keys(impairments)), {error: 'is not a list of keys'}).optional(),
}).refine(hasOneRate, {error: 'has both rate and trace'});

const timed = {
  ...impairments,
  timeline: z.array(timelineEntry, {error: 'is not a list'}).optional(),
};

const direction = section(timed).refine(hasOneRate, {error: 'has both rate and trace'});

const fault = section({
  class: word(PACKET_CLASSES),
  nth: ordinal.optional(),
  every: ordinal.optional(),
  action: word(['drop', 'delay', 'duplicate', 'corrupt']),
  delay: length.optional(),
  direction: word(['up', 'down', 'both']).default('both'),
})
  .refine(({nth, every}) => nth === undefined || every === undefined, {
    error: 'has both nth and every',
  })
  .refine(({action, delay}) => (action === 'delay') === (delay !== undefined), {
    error: 'needs "delay: 50ms" with action delay, and only there',
  });

const preset = z.string({error: 'is not the name of a preset'}).transform((name, context) => {
  try {
    return linkPreset(name);
  } catch (error) {
    if (!(error instanceof ClawError)) throw error;
    context.addIssue({code: 'custom', message: error.message, params: {hint: error.hint}});
    return z.NEVER;
  }
});

/**
 * A link as files and scenarios write it, with units (docs/links.md). Keys at the top are for both
 * directions; `up` and `down` go before them, and all of them before the preset.
 */
export const linkSchema = section({
  preset: preset.optional(),
  ...timed,
  up: direction.optional(),
  down: direction.optional(),
  faults: z.array(fault, {error: 'is not a list'}).optional(),
}).refine(hasOneRate, {error: 'has both rate and trace'});

export type LinkSettings = z.output<typeof linkSchema>;
export type DirectionSettings = z.output<typeof direction>;
export type TimelineSettings = z.output<typeof timelineEntry>;
export type ImpairmentName = keyof typeof impairments;

function hasOneRate({rate: asked, trace}: {rate?: unknown; trace?: unknown}): boolean {
  return asked === undefined || trace === undefined;
}
