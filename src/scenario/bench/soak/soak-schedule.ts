import {ClawError} from '../../../errors.js';
import {Random} from '../../../lab/links/random.js';
import {SEVERE_FAULT_NAMES, type SevereFault} from '../failover/fault-names.js';
import {Deck} from './deck.js';

/** What a fault of the TURN server is aimed at; every other is aimed at an agent. */
export const RELAY = 'relay';

export interface ScheduledFault {
  fault: SevereFault;
  /** Name of an agent, or `RELAY`. */
  target: string;
  /** Since the soak began. */
  atMs: number;
  /** Undone after so long. */
  holdMs: number;
}

export interface ScheduleOptions {
  seed: number;
  faults: number;
  durationMs: number;
  agents: readonly string[];
}

/** Traffic without any fault at the beginning. */
const LEAD_MS = 2000;
const HOLD_MS = {min: 500, max: 3000};
/** A target is left alone for so long after a fault. */
const REST_MS = 1000;
const BUSY_MS_MAX = HOLD_MS.max + REST_MS;
/** A ring of two would be one connection. */
const AGENTS_MIN = 3;

/**
 * Random faults, the same for the same seed. Each has a slot of the duration and begins somewhere in
 * it; every kind and every agent gets its turn before any gets another; no target has two at once.
 *
 * Throws as `checkSchedule` does.
 */
export function soakSchedule(options: ScheduleOptions): ScheduledFault[] {
  checkSchedule({...options, agents: options.agents.length});
  const {seed, faults, agents} = options;
  const randomOf = (what: string) => new Random(seed, `soak/${what}`);
  const kinds = new Deck(SEVERE_FAULT_NAMES, randomOf('kind'));
  const targets = new Deck(agents, randomOf('target'));
  const [times, holds] = [randomOf('time'), randomOf('hold')];
  const freeAtMs = new Map<string, number>();
  return Array.from({length: faults}, (_, index): ScheduledFault => {
    const atMs = Math.round(LEAD_MS + slotMs(options) * (index + times.next()));
    const holdMs = Math.round(HOLD_MS.min + holds.next() * (HOLD_MS.max - HOLD_MS.min));
    const isFree = (target: string) => (freeAtMs.get(target) ?? 0) <= atMs;
    const fault = kinds.draw((kind) => !isOfRelay(kind) || isFree(RELAY));
    const target = isOfRelay(fault) ? RELAY : targets.draw(isFree);
    freeAtMs.set(target, atMs + holdMs + REST_MS);
    return {fault, target, atMs, holdMs};
  });
}

/**
 * Whether there can be such a soak.
 *
 * Throws `SOAK_AGENTS`, `SOAK_DENSE`.
 */
export function checkSchedule({
  faults,
  durationMs,
  agents,
}: {
  faults: number;
  durationMs: number;
  agents: number;
}): void {
  if (agents < AGENTS_MIN) {
    throw new ClawError(`--agents: a ring of ${agents} is none`, {
      code: 'SOAK_AGENTS',
      hint: `Give at least ${AGENTS_MIN}.`,
    });
  }
  // A fault may be there while as many later ones begin; one more agent has to be free.
  const perFaultMs = slotMs({faults, durationMs});
  if (perFaultMs > 0 && Math.ceil(BUSY_MS_MAX / perFaultMs) < agents) return;
  const leastMs = LEAD_MS + HOLD_MS.max + Math.ceil(BUSY_MS_MAX / (agents - 1)) * faults;
  throw new ClawError(`--duration: too short for ${faults} faults of ${agents} agents`, {
    code: 'SOAK_DENSE',
    hint: `Give at least ${Math.ceil(leastMs / 1000)}s, or fewer faults, or more agents.`,
  });
}

/** The last one ends within the duration. */
function slotMs({faults, durationMs}: {faults: number; durationMs: number}): number {
  return (durationMs - LEAD_MS - HOLD_MS.max) / faults;
}

function isOfRelay(fault: SevereFault): boolean {
  return fault === 'relay-killed';
}
