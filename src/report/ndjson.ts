import type {RunEvent} from '../scenario/events.js';
import type {Reporter} from './reporter.js';
import {flushed, type TextStream} from './text-stream.js';

/** Every event as one line of JSON, unchanged: for programs that follow a run. */
export class NdjsonReporter implements Reporter {
  readonly #stream: TextStream;

  constructor(stream: TextStream) {
    this.#stream = stream;
  }

  onEvent(event: RunEvent): void {
    this.#stream.write(`${JSON.stringify(event)}\n`);
  }

  close(): Promise<void> {
    return flushed(this.#stream);
  }
}
