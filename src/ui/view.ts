import type {TextProps} from 'ink';
import type {Glyphs} from '../report/glyphs.js';

/** What a component knows about the terminal. */
export interface View {
  columns: number;
  rows: number;
  glyphs: Glyphs;
  color: boolean;
}

type Paint = Pick<TextProps, 'bold' | 'color' | 'dimColor'>;

/** Text styles, or none: Ink itself does not honour NO_COLOR. */
export function paint({color}: View, style: Paint): Paint {
  return color ? style : {};
}

/** Cuts a line to `width` characters; the cut shows. */
export function cut(text: string, width: number, {glyphs}: View): string {
  if (text.length <= width) return text;
  if (width <= glyphs.ellipsis.length) return text.slice(0, Math.max(0, width));
  return text.slice(0, width - glyphs.ellipsis.length) + glyphs.ellipsis;
}
