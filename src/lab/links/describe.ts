import type {LinkModel} from './model.js';

const RATE_UNITS = [
  ['gbit', 1e9],
  ['mbit', 1e6],
  ['kbit', 1e3],
] as const;

/** A model in one line, for tables: `12.5ms ±2.5ms loss 1% 50mbit`; `clear` without impairments. */
export function describeModel(model: LinkModel): string {
  const parts: string[] = [];
  if (model.delayMs || model.jitterMs) parts.push(`${tidy(model.delayMs ?? 0)}ms`);
  if (model.jitterMs) parts.push(`±${tidy(model.jitterMs)}ms`);
  if (model.loss) parts.push(`loss ${tidy(model.loss * 100)}%`);
  if (model.rateBps !== undefined) parts.push(describeRate(model.rateBps));
  if (model.rateBps !== undefined && model.queueMsMax !== undefined) {
    parts.push(`queue ${tidy(model.queueMsMax)}ms`);
  }
  return parts.join(' ') || 'clear';
}

function describeRate(rateBps: number): string {
  const [unit, factor] = RATE_UNITS.find(([, least]) => rateBps >= least) ?? ['bit', 1];
  return `${tidy(rateBps / factor)}${unit}`;
}

/** Decimal without the digits binary fractions add: 0.07 * 100 is 7, not 7.000000000000001. */
function tidy(value: number): string {
  return String(Number(value.toPrecision(6)));
}
