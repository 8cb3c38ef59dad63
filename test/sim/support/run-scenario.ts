import assert from 'node:assert/strict';
import {ContractChecker, type ContractReport} from '../../../src/scenario/reliability/contract.js';
import {Pair} from '../../../src/sim/pair.js';
import {Application} from './application.js';
import type {Subject} from './streams-api.js';
import type {Side, TransportScenario} from './transport-scenario.js';

/** By then everything must have come, however slow the link and the reader. */
const UNTIL_MS = 3_600_000;
const STEPS_MAX = 5_000_000;
/** How long to watch for what should not come any more. */
const AFTER_MS = 10_000;

export interface ScenarioOptions {
  /** See `ContractOptions`; for a side that reads at once. */
  lifetimeToleranceMs: number;
}

/** What is between two applications. */
export interface Between {
  readonly now: number;
  readonly traceHash: string;
  drive(untilMs: number): void;
  driveBounded(isReached: () => boolean, bounds: {untilMs: number; stepsMax: number}): string;
}

export interface ScenarioOutcome<Kind extends Between = Pair> {
  /** By the side that sent. */
  reports: Record<Side, ContractReport>;
  /** When everything had come. */
  doneMs: number;
  traceHash: string;
  pair: Kind;
}

/**
 * Runs a scenario until every reliable message has come, every end has been seen and nothing is held
 * back, and for a while after that. Throws when that does not happen; whether the promises of the
 * modes were kept is for the caller to see in the reports.
 */
export function runScenario(
  scenario: TransportScenario,
  create: (side: Side) => Subject,
  options: ScenarioOptions,
): ScenarioOutcome {
  return runBetween(scenario, create, options, (one, two) => new Pair(one, two, scenario));
}

/** The same over anything between the two. */
export function runBetween<Kind extends Between>(
  scenario: Omit<TransportScenario, 'links'>,
  create: (side: Side) => Subject,
  options: ScenarioOptions,
  join: (one: Application, two: Application) => Kind,
): ScenarioOutcome<Kind> {
  const checkers = {
    one: checkerOf(scenario, 'two', options),
    two: checkerOf(scenario, 'one', options),
  };
  const application = (side: Side, other: Side): Application =>
    new Application(create(side), {
      actions: scenario.actions[side],
      reader: scenario.readers[side],
      outgoing: checkers[side],
      incoming: checkers[other],
    });
  const [one, two] = [application('one', 'two'), application('two', 'one')];
  const pair = join(one, two);
  const isDone = (): boolean =>
    one.hasActed &&
    two.hasActed &&
    checkers.one.owed + checkers.two.owed === 0 &&
    one.sawEndsOf(two) &&
    two.sawEndsOf(one) &&
    one.bufferedBytes + two.bufferedBytes === 0;
  const end = pair.driveBounded(isDone, {untilMs: UNTIL_MS, stepsMax: STEPS_MAX});
  const doneMs = pair.now;
  assert.equal(end, 'reached', describeStall(end, {one, two}, checkers, doneMs));
  pair.drive(doneMs + AFTER_MS);
  const reports = {one: checkers.one.finish(), two: checkers.two.finish()};
  return {reports, doneMs, traceHash: pair.traceHash, pair};
}

/** Throws when a promise was broken, with the first example of each. */
export function expectKept({reports}: Pick<ScenarioOutcome, 'reports'>): void {
  for (const side of ['one', 'two'] as const) {
    const broken = reports[side].violations.map(
      ({kind, count, first}) => `${kind} (${count}): stream ${first.stream}: ${first.text}`,
    );
    assert.deepEqual(broken, [], `what ${side} sent`);
  }
}

function checkerOf(
  {readers}: Pick<TransportScenario, 'readers'>,
  reader: Side,
  {lifetimeToleranceMs}: ScenarioOptions,
): ContractChecker {
  const readsAtOnce = readers[reader].everyMs === 0;
  return new ContractChecker({
    lifetimeToleranceMs: readsAtOnce ? lifetimeToleranceMs : Number.POSITIVE_INFINITY,
  });
}

function describeStall(
  end: string,
  sides: Record<Side, Application>,
  checkers: Record<Side, ContractChecker>,
  nowMs: number,
): string {
  const about = (side: Side): string =>
    `${side} owes ${checkers[side].owed} messages, holds ${sides[side].bufferedBytes} bytes`;
  return `not done at ${nowMs} ms (${end}): ${about('one')}; ${about('two')}`;
}
