import type {RunEvent} from '../scenario/events.js';
import {describeEvent, type EventLine} from './describe-event.js';
import {formatSince} from './format.js';
import type {Glyphs} from './glyphs.js';
import type {Reporter} from './reporter.js';
import {flushed, type TextStream} from './text-stream.js';

export interface PlainOptions {
  glyphs: Glyphs;
  /** Drop what is merely informative (`--progress quiet`). */
  onlyProblems: boolean;
}

/** One line per change of state: `  12.3s  a1 → a4  connected  direct srflx/srflx  ttfb 231 ms`. */
export class PlainReporter implements Reporter {
  readonly #stream: TextStream;
  readonly #options: PlainOptions;
  readonly #lastTexts = new Map<string, string>();

  constructor(stream: TextStream, options: PlainOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  onEvent(event: RunEvent): void {
    for (const line of describeEvent(event, this.#options.glyphs)) {
      if (this.#isNews(line)) this.#stream.write(plainLine(event.atMs, line.text));
    }
  }

  close(): Promise<void> {
    return flushed(this.#stream);
  }

  #isNews(line: EventLine): boolean {
    if (this.#options.onlyProblems && line.severity === 'info') return false;
    if (this.#lastTexts.get(line.subject) === line.text) return false;
    this.#lastTexts.set(line.subject, line.text);
    return true;
  }
}

const TIME_WIDTH = 7;

/** A reason may hold line breaks (a library's message); a line of the log may not. */
function plainLine(atMs: number, text: string): string {
  return `${formatSince(atMs).padStart(TIME_WIDTH)}  ${text.replace(/\s*[\r\n]+\s*/g, ' ')}\n`;
}
