import type {RunEvent} from '../scenario/events.js';

/** How progress is shown while a run lasts. The result itself goes to stdout and is not progress. */
export type ProgressMode = 'tty' | 'plain' | 'json' | 'quiet';

/** A reader of the event stream. It shows what it is told and computes no result. */
export interface Reporter {
  onEvent(event: RunEvent): void;
  /** Shows what is still pending and lets go of the stream. May be called more than once. */
  close(): Promise<void>;
}
