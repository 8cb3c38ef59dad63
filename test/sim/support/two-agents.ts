import {
  Rendezvous,
  type RendezvousInput,
  type RendezvousOutput,
} from '../../../src/core/signaling/rendezvous.js';
import type {Reach} from '../../../src/core/signaling/signal.js';
import {Agenda} from './agenda.js';

export type Side = 'one' | 'two';

/** Everything that chance decides in a run. Lists are used in turn, again from their start. */
export interface Weather {
  /** One-way delays of signals; one never overtakes another on the same way. */
  delaysMs: readonly number[];
  /** From `open` to `described`. */
  gatherMs: readonly number[];
  /** Which signals get lost. */
  lost: readonly boolean[];
  actions: readonly Action[];
}

export interface Action {
  atMs: number;
  side: Side;
  /** A call, or this side's `nth` open attempt fails by itself. */
  does: {type: 'call'; reach: Reach} | {type: 'fail'; nth: number};
}

/** What a side put out, in order. */
export interface Trace {
  side: Side;
  atMs: number;
  output: RendezvousOutput;
}

/** Nothing in a run keeps itself going for longer. */
const STEPS_MAX = 20_000;
/** Two candidates are found late, this long after the description. */
const TRICKLE_MS = [5, 300];

/** Two state machines that call each other through a delaying network, until nothing is left to do. */
export class TwoAgents {
  readonly trace: Trace[] = [];
  /** Most attempts that were open at once on one side after any input. */
  mostOpen = 0;
  readonly #weather: Weather;
  readonly #agenda = new Agenda();
  readonly #sides: Record<Side, {rendezvous: Rendezvous; open: string[]; wayFreeMs: number}>;
  #drawn = 0;

  constructor(weather: Weather) {
    this.#weather = weather;
    const side = (local: string, remote: string) => ({
      rendezvous: new Rendezvous({local, remote}),
      open: [],
      wayFreeMs: 0,
    });
    this.#sides = {one: side('one', 'two'), two: side('two', 'one')};
  }

  /** Runs to the end; what is still open then stays open. */
  run(): Record<Side, readonly string[]> {
    for (const action of this.#weather.actions) {
      this.#agenda.add(action.atMs, (now) => this.#act(now, action));
    }
    for (let steps = 0; this.#step(); steps += 1) {
      if (steps > STEPS_MAX) throw new Error('the run does not end');
    }
    return {one: this.#sides.one.open, two: this.#sides.two.open};
  }

  #step(): boolean {
    const timeouts = (['one', 'two'] as const).map((side) => ({
      side,
      atMs: this.#sides[side].rendezvous.pollTimeout() ?? Number.POSITIVE_INFINITY,
    }));
    const agendaMs = this.#agenda.nextMs ?? Number.POSITIVE_INFINITY;
    const due = timeouts.find(({atMs}) => atMs < agendaMs && Number.isFinite(atMs));
    if (due) this.#input(due.side, due.atMs, {type: 'timeout', now: due.atMs});
    else if (Number.isFinite(agendaMs)) this.#agenda.runNext();
    else return false;
    return true;
  }

  #act(now: number, {side, does}: Action): void {
    const {open} = this.#sides[side];
    if (does.type === 'call') {
      const attempt = this.#freshId(side);
      this.#input(side, now, {type: 'call', now, attempt, reach: does.reach});
      return;
    }
    const attempt = open[does.nth % Math.max(1, open.length)];
    if (attempt === undefined) return;
    this.#input(side, now, {type: 'closed', attempt, reason: 'the peer connection failed'});
  }

  #input(side: Side, now: number, input: RendezvousInput): void {
    const {rendezvous, open} = this.#sides[side];
    rendezvous.handleInput(input);
    for (let output = rendezvous.pollOutput(); output; output = rendezvous.pollOutput()) {
      this.trace.push({side, atMs: now, output});
      this.#perform(side, now, output);
    }
    this.mostOpen = Math.max(this.mostOpen, open.length);
  }

  #perform(side: Side, now: number, output: RendezvousOutput): void {
    const here = this.#sides[side];
    if (output.type === 'open') {
      here.open.push(output.attempt);
      this.#agenda.add(now + this.#draw(this.#weather.gatherMs, 0), (at) =>
        this.#describe(side, at, output.attempt),
      );
    } else if (output.type === 'close') {
      const index = here.open.indexOf(output.attempt);
      if (index >= 0) here.open.splice(index, 1);
    } else if (output.type === 'send' && !this.#draw(this.#weather.lost, false)) {
      here.wayFreeMs = Math.max(here.wayFreeMs, now + this.#draw(this.#weather.delaysMs, 0));
      const other = side === 'one' ? 'two' : 'one';
      this.#agenda.add(here.wayFreeMs, (at) => {
        const freshAttempt = this.#freshId(other);
        this.#input(other, at, {type: 'signal', now: at, signal: output.signal, freshAttempt});
      });
    }
  }

  #describe(side: Side, now: number, attempt: string): void {
    const isOpen = () => this.#sides[side].open.includes(attempt);
    if (!isOpen()) return;
    const facts = {symmetric: false, seedRttMs: 0, sdp: attempt, candidates: []};
    this.#input(side, now, {type: 'described', attempt, ...facts});
    for (const delayMs of TRICKLE_MS) {
      this.#agenda.add(now + delayMs, (at) => {
        const candidate = {line: `candidate of ${attempt}`, mid: 'claw'};
        if (isOpen()) this.#input(side, at, {type: 'candidate', attempt, candidate});
      });
    }
  }

  #freshId(side: Side): string {
    return `${side}-${this.#drawn++}`;
  }

  #draw<T>(list: readonly T[], otherwise: T): T {
    return list[this.#drawn++ % Math.max(1, list.length)] ?? otherwise;
  }
}
