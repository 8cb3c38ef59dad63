import {Args, Flags} from '@oclif/core';
import {ClawError} from '../errors.js';
import {linkPreset} from '../lab/links/presets.js';
import type {LinkChange} from '../scenario/link-change.js';
import {parseDurationMs, parsePercent, parseRateBps} from '../units.js';

type Check = (text: string, what: string) => unknown;

/** A figure that is checked here and passed on as it was written. */
const figureFlag = (helpValue: string, check: Check, description: string) =>
  Flags.string({
    helpValue,
    description,
    parse: async (text, _context, {name}) => {
      check(text, `--${name}`);
      return text;
    },
  });

const figures = {
  delay: figureFlag('<duration>', parseDurationMs, 'One-way delay of this link.'),
  jitter: figureFlag('<duration>', parseDurationMs, 'Spread around the delay.'),
  loss: figureFlag('<percent>', parsePercent, 'Packets lost, each way.'),
  duplicate: figureFlag('<percent>', parsePercent, 'Packets sent twice, each way.'),
  corrupt: figureFlag('<percent>', parsePercent, 'Packets with a bit flipped, each way.'),
  rate: figureFlag('<rate>', parseRateBps, 'Bottleneck rate, each way.'),
  queue: figureFlag('<duration>', parseDurationMs, 'Longest wait before the bottleneck.'),
};

/** Flags of `claw lab impair` and `claw mesh impair`. */
export const impairFlags = {
  preset: figureFlag('<name>', linkPreset, 'Link preset: lan, wifi, 4g, …; docs/links.md has all.'),
  ...figures,
};

export const impairArgs = {
  link: Args.string({required: true, description: 'Name of the site.'}),
  settings: Args.string({description: 'All that the link is to be, in YAML.'}),
};

export const IMPAIR_DESCRIPTION =
  'SETTINGS are those of a link file (docs/links.md), with every key it knows: what is not named is ' +
  'taken away, and "{}" makes the link clear. --preset does the same, and other flags go before ' +
  'it. Without either, the flags change what they name, and the rest stays as it is.';

/** What arguments and flags ask for. Throws `FLAG_INVALID`. */
export function toLinkChange(
  {link, settings}: {link: string; settings?: string | undefined},
  flags: {[Name in keyof typeof impairFlags]?: string | undefined},
): LinkChange {
  const {preset} = flags;
  const names = ['preset', ...Object.keys(figures)] as (keyof typeof impairFlags)[];
  const given = names.filter((name) => flags[name] !== undefined);
  if (settings === undefined && given.length > 0) {
    const named = Object.fromEntries(given.map((name) => [name, flags[name]]));
    return {link, settings: JSON.stringify(named), keep: preset === undefined};
  }
  if (settings !== undefined && given.length === 0) return {link, settings, keep: false};
  throw new ClawError(
    settings === undefined ? 'nothing to change' : `both SETTINGS and --${given[0]}`,
    {
      code: 'FLAG_INVALID',
      hint: 'Give SETTINGS like "{delay: 80ms, up: {loss: 5%}}", or flags like --loss 5%.',
    },
  );
}
