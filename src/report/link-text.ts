import type {SiteFacts} from '../scenario/events.js';
import type {Glyphs} from './glyphs.js';

type LinkModels = SiteFacts['link'];

const FIGURES = ['delayMs', 'jitterMs', 'loss', 'rateBps', 'queueMsMax'] as const;
type FigureName = (typeof FIGURES)[number];

/**
 * A link's impairments in words: `25 ms, ±5 ms, 1% loss, 50 Mbit/s each way`. Where the directions
 * differ the figure for `up` comes first: `25 ms, 10/1% loss up/down`.
 */
export function describeLink(models: LinkModels, glyphs: Glyphs): string {
  const parts = FIGURES.flatMap((name) => {
    const up = models.up[name] ?? 0;
    const down = models.down[name] ?? 0;
    if (up === 0 && down === 0) return [];
    const {before, scale, after} = notation(name, Math.max(up, down), glyphs);
    const values = up === down ? [up] : [up, down];
    return [before + values.map((value) => figureText(value / scale, glyphs)).join('/') + after];
  });
  if (parts.length === 0) return 'unimpaired';
  const differ = FIGURES.some((name) => (models.up[name] ?? 0) !== (models.down[name] ?? 0));
  return `${parts.join(', ')} ${differ ? 'up/down' : 'each way'}`;
}

interface Notation {
  before: string;
  scale: number;
  after: string;
}

function notation(name: FigureName, largest: number, glyphs: Glyphs): Notation {
  switch (name) {
    case 'delayMs':
      return {before: '', scale: 1, after: ' ms'};
    case 'jitterMs':
      return {before: glyphs.plusMinus, scale: 1, after: ' ms'};
    case 'loss':
      return {before: '', scale: 0.01, after: '% loss'};
    case 'rateBps':
      return largest >= 1e6
        ? {before: '', scale: 1e6, after: ' Mbit/s'}
        : {before: '', scale: 1e3, after: ' kbit/s'};
    case 'queueMsMax':
      return {before: 'queue ', scale: 1, after: ' ms'};
  }
}

/** What was asked for is not rounded as a measurement is. */
function figureText(value: number, glyphs: Glyphs): string {
  return value === 0 ? glyphs.absent : String(Number(value.toFixed(3)));
}
