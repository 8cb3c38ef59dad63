import {it} from 'vitest';
import {pathsScenario} from '../support/arbitrary-scenario.js';
import {check} from '../support/check.js';
import type {ManyPathEndpoint} from '../support/paths-pair.js';
import {PathsPair} from '../support/paths-pair.js';
import {expectKept, runBetween} from '../support/run-scenario.js';
import {TransportSubject} from '../support/transport-subject.js';

/** As over one path (transport.test.ts), and a path may take 300 ms less than another. */
const LIFETIME_TOLERANCE_MS = 500;
const RUNS = Number(process.env['CLAW_SIM_RUNS'] ?? 200);
const RUN_MS_MAX = 200;

it(
  'over several paths the transport keeps every promise',
  () => {
    check(
      'over several paths the transport keeps every promise',
      RUNS,
      pathsScenario(),
      ({scenario, paths}) => {
        const subjects = {
          one: new TransportSubject('one', scenario.seed, paths.length),
          two: new TransportSubject('two', scenario.seed, paths.length),
        };
        const {mtuBytes, seed} = scenario;
        const outcome = runBetween(
          scenario,
          (side) => subjects[side],
          {lifetimeToleranceMs: LIFETIME_TOLERANCE_MS},
          (one, two) =>
            new PathsPair(onPaths(one, subjects.one), onPaths(two, subjects.two), {
              ...{seed, paths, mtuBytes},
            }),
        );
        expectKept(outcome);
      },
    );
  },
  60_000 + RUNS * RUN_MS_MAX,
);

/** The application as the network sees it, and its transport's word for where each packet goes. */
function onPaths(
  application: Omit<ManyPathEndpoint, 'transmitPath'>,
  {transport}: TransportSubject,
): ManyPathEndpoint {
  return {
    handlePacket: (bytes, now, path) => application.handlePacket(bytes, now, path),
    handleTimeout: (now) => application.handleTimeout(now),
    pollTransmit: (now, target) => application.pollTransmit(now, target),
    pollTimeout: (now) => application.pollTimeout(now),
    get transmitPath() {
      return transport.transmitPath;
    },
  };
}
