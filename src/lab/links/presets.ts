import {didYouMean} from '../../did-you-mean.js';
import {ClawError} from '../../errors.js';
import type {LinkModel, LinkModels} from './model.js';

/** One direction like the other. */
const same = (model: LinkModel): LinkModels => ({up: model, down: model});

/** Where the directions differ in what they carry only. */
const rates = (model: LinkModel, upBps: number, downBps: number): LinkModels => ({
  up: {...model, rateBps: upBps},
  down: {...model, rateBps: downBps},
});

/**
 * Links as they are typically met, each one way (docs/links.md has the table). Only what both link
 * drivers can do.
 */
const PRESETS: Record<string, LinkModels> = {
  lan: same({delayMs: 0.2, jitterMs: 0.05, rateBps: 1e9, queueMsMax: 10}),
  wifi: same({
    delayMs: 2,
    jitterMs: 1,
    jitterDistribution: 'pareto',
    loss: 0.001,
    rateBps: 100e6,
    queueMsMax: 50,
  }),
  'wifi-bad': same({
    delayMs: 5,
    jitterMs: 10,
    jitterDistribution: 'pareto',
    lossBursts: {enter: 0.01, leave: 0.25, lossInside: 0.75, lossOutside: 0.001},
    rateBps: 8e6,
    queueMsMax: 250,
  }),
  '4g': rates(
    {
      delayMs: 25,
      jitterMs: 4,
      jitterDistribution: 'normal',
      loss: 0.001,
      queueMsMax: 300,
    },
    10e6,
    30e6,
  ),
  '3g': rates(
    {
      delayMs: 75,
      jitterMs: 10,
      jitterDistribution: 'normal',
      loss: 0.005,
      queueMsMax: 1000,
    },
    768e3,
    1.6e6,
  ),
  'satellite-leo': rates(
    {
      delayMs: 20,
      jitterMs: 4,
      jitterDistribution: 'normal',
      lossBursts: {enter: 0.001, leave: 0.2, lossInside: 1, lossOutside: 0},
      queueMsMax: 100,
    },
    15e6,
    150e6,
  ),
  'satellite-geo': rates(
    {
      delayMs: 300,
      jitterMs: 10,
      jitterDistribution: 'normal',
      loss: 0.001,
      queueMsMax: 500,
    },
    3e6,
    50e6,
  ),
  transatlantic: same({delayMs: 40, jitterMs: 0.5, loss: 0.0001, rateBps: 1e9, queueMsMax: 50}),
};

export const LINK_PRESETS: readonly string[] = Object.keys(PRESETS);

/** The link called `name`. Throws `LINK_PRESET_UNKNOWN`. */
export function linkPreset(name: string): LinkModels {
  if (Object.hasOwn(PRESETS, name)) return PRESETS[name] as LinkModels;
  const guess = didYouMean(name, LINK_PRESETS);
  throw new ClawError(`there is no link preset called "${name}"`, {
    code: 'LINK_PRESET_UNKNOWN',
    hint: `${guess ? `Did you mean "${guess}"? ` : ''}Presets: ${LINK_PRESETS.join(', ')}.`,
  });
}
