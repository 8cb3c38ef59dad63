import {it} from 'vitest';
import {transportScenario} from '../support/arbitrary-scenario.js';
import {check} from '../support/check.js';
import {ClawTransport} from '../support/claw-transport.js';
import {expectKept, runScenario} from '../support/run-scenario.js';

/** Runs of a usual test; `CLAW_SIM_RUNS=10000` is the full measure (docs/testing.md). */
const RUNS = Number(process.env['CLAW_SIM_RUNS'] ?? 300);
/** An end knows how long a packet travelled only by halving round trips. */
const LIFETIME_TOLERANCE_MS = 50;

it('the transport keeps the promise of every mode on every link', () => {
  check('the transport keeps the promise', RUNS, transportScenario(), (scenario) => {
    const create = (side: 'one' | 'two') => new ClawTransport(side, scenario.seed);
    expectKept(runScenario(scenario, create, {lifetimeToleranceMs: LIFETIME_TOLERANCE_MS}));
  });
}, 60_000 + RUNS * 100);
