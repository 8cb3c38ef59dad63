import {describeFault} from './faults/describe.js';
import type {LinkModel} from './model.js';

const RATE_UNITS = [
  ['gbit', 1e9],
  ['mbit', 1e6],
  ['kbit', 1e3],
] as const;

/** A model in one line, for tables: `12.5ms ±2.5ms loss 1% 50mbit`; `clear` without impairments. */
export function describeModel(model: LinkModel): string {
  const parts = [
    ...delayParts(model),
    ...lossParts(model),
    ...(model.duplicate ? [`duplicate ${percent(model.duplicate)}`] : []),
    ...(model.corrupt ? [`corrupt ${percent(model.corrupt)}`] : []),
    ...rateParts(model),
    ...planParts(model),
  ];
  return parts.join(' ') || 'clear';
}

function delayParts(model: LinkModel): string[] {
  const {delayMs = 0, jitterMs = 0, jitterDistribution = 'uniform', jitterCorrelation} = model;
  if (jitterMs === 0) return delayMs > 0 ? [ms(delayMs)] : [];
  return [
    ms(delayMs),
    `±${ms(jitterMs)}`,
    ...(jitterDistribution === 'uniform' ? [] : [jitterDistribution]),
    ...(jitterCorrelation ? [`correlated ${percent(jitterCorrelation)}`] : []),
    ...(model.reorder ? ['reordering'] : []),
  ];
}

function lossParts({loss, lossBursts, lossPackets}: LinkModel): string[] {
  const parts = loss ? [`loss ${percent(loss)}`] : [];
  if (lossBursts) {
    const {enter, leave, lossInside, lossOutside} = lossBursts;
    const figures = [enter, leave, lossInside, lossOutside].map(percent);
    parts.push(`bursts ${figures.join('/')}`);
  }
  if (lossPackets?.length) parts.push(`loses ${lossPackets.length} listed`);
  return parts;
}

function rateParts({trace, rateBps, queueMsMax, codel}: LinkModel): string[] {
  if (trace === undefined && rateBps === undefined) return [];
  return [
    trace ? `trace ${trace.name}` : describeRate(rateBps as number),
    ...(queueMsMax === undefined ? [] : [`queue ${ms(queueMsMax)}`]),
    ...(codel ? [`codel ${ms(codel.targetMs)}/${ms(codel.intervalMs)}`] : []),
  ];
}

function planParts({blackouts, flap, timeline, faults}: LinkModel): string[] {
  return [
    ...(blackouts ?? []).map(({atMs, forMs}) => `down ${ms(forMs)} at ${ms(atMs)}`),
    ...(flap ? [`down ${ms(flap.downMs)} every ${ms(flap.everyMs)}`] : []),
    ...(timeline?.length ? [`${timeline.length} change${timeline.length === 1 ? '' : 's'}`] : []),
    ...(faults ?? []).map(describeFault),
  ];
}

function describeRate(rateBps: number): string {
  const [unit, factor] = RATE_UNITS.find(([, least]) => rateBps >= least) ?? ['bit', 1];
  return `${tidy(rateBps / factor)}${unit}`;
}

const ms = (value: number) => `${tidy(value)}ms`;
const percent = (probability: number) => `${tidy(probability * 100)}%`;

/** Decimal without the digits binary fractions add: 0.07 * 100 is 7, not 7.000000000000001. */
function tidy(value: number): string {
  return String(Number(value.toPrecision(6)));
}
