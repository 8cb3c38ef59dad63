import {didYouMean} from '../../did-you-mean.js';
import {ClawError} from '../../errors.js';
import type {NatConfig} from './config.js';
import {NAT_GRID} from './grid.js';

const PRESETS: Record<string, NatConfig | undefined> = {
  none: undefined,
  /** Port-restricted cone (RFC 3489): the usual home router. */
  cone: {
    mapping: 'endpoint-independent',
    filtering: 'address-and-port-dependent',
    allocation: 'port-preserving',
    hairpin: false,
  },
  /** A new random port for every destination: needs a relay against its like. */
  symmetric: {
    mapping: 'address-and-port-dependent',
    filtering: 'address-and-port-dependent',
    allocation: 'random',
    hairpin: false,
  },
  ...NAT_GRID,
};

export const NAT_PRESETS: readonly string[] = Object.keys(PRESETS);

/** The NAT called `name`; undefined for `none`. Throws `NAT_UNKNOWN`. */
export function natPreset(name: string): NatConfig | undefined {
  if (Object.hasOwn(PRESETS, name)) return PRESETS[name];
  const guess = didYouMean(name, NAT_PRESETS);
  throw new ClawError(`there is no NAT preset called "${name}"`, {
    code: 'NAT_UNKNOWN',
    hint: `${guess ? `Did you mean "${guess}"? ` : ''}Presets: ${NAT_PRESETS.join(', ')}.`,
  });
}
