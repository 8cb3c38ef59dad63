import type {LinkModels} from '../../../src/lab/links/model.js';
import type {MessageMode} from '../../../src/scenario/reliability/mode.js';
import type {OpenOptions} from './streams-api.js';

export type Side = 'one' | 'two';

/**
 * Something an application does. `nth` means one of the streams it may do this to, counted over and
 * over; without any it does nothing.
 */
export type ActionKind =
  | ({type: 'open'} & OpenOptions)
  | {type: 'send'; nth: number; bytes: number; count: number}
  | ({type: 'mode'; nth: number} & MessageMode)
  | {type: 'priority'; nth: number; priority: number}
  | {type: 'datagram'; bytes: number; priority: number; lifetimeMs?: number}
  | {type: 'finish'; nth: number}
  | {type: 'reset' | 'stop'; nth: number; code: number};

export interface Action {
  atMs: number;
  does: ActionKind;
}

/** Reads up to `messages` every `everyMs`; everything at once when that is 0. */
export interface ReaderPace {
  everyMs: number;
  messages: number;
}

/** One run, as plain data: links, what both applications do, and how they read. */
export interface TransportScenario {
  /** Of the links' random numbers. */
  seed: number;
  links: LinkModels;
  mtuBytes: number;
  /** Of each side, in order of time. */
  actions: Record<Side, readonly Action[]>;
  readers: Record<Side, ReaderPace>;
}
