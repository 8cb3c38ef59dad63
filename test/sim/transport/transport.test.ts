import {it} from 'vitest';
import {transportScenario} from '../support/arbitrary-scenario.js';
import {check} from '../support/check.js';
import {expectKept, runScenario} from '../support/run-scenario.js';
import {TransportSubject} from '../support/transport-subject.js';

/**
 * How wrong a receiver may be about the time a packet travelled: it knows round trips only, so half of
 * what one way takes more than the other, delay and jitter. Links here differ by up to 320 ms.
 */
const LIFETIME_TOLERANCE_MS = 200;
/** Of a usual run; docs/testing.md says how to have more. */
const RUNS = Number(process.env['CLAW_SIM_RUNS'] ?? 200);
const RUN_MS_MAX = 100;

it(
  'the transport keeps every promise on every link',
  () => {
    check('the transport keeps every promise', RUNS, transportScenario(), (scenario) => {
      const create = (side: 'one' | 'two') => new TransportSubject(side, scenario.seed);
      expectKept(runScenario(scenario, create, {lifetimeToleranceMs: LIFETIME_TOLERANCE_MS}));
    });
  },
  60_000 + RUNS * RUN_MS_MAX,
);
