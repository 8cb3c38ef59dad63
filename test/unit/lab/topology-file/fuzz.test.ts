import fc from 'fast-check';
import {expect, it} from 'vitest';
import {stringify} from 'yaml';
import {ClawError} from '../../../../src/errors.js';
import type {LinkDriver} from '../../../../src/lab/lab.js';
import {parseLinkFile} from '../../../../src/lab/links/link-file.js';
import {planLab, renderPlan} from '../../../../src/lab/plan.js';
import {parseTopologyFile} from '../../../../src/lab/topology-file/topology-file.js';
import {linkValue, spoiled, topologyValue} from '../../../support/topology-values.js';

const SEED = 20_260_101;
const RUNS = 1000;
const TEST_MS_MAX = 60_000;
const trace = (name: string) => ({name, opportunitiesMs: [1]});

/** Runs `read`; what it refuses must be refused with an error a user can act on. */
function acceptedOrRefused(read: () => void): 'accepted' | 'refused' {
  try {
    read();
    return 'accepted';
  } catch (error) {
    if (!(error instanceof ClawError)) throw error;
    const {message, code, hint, exitCode} = error;
    const helps = [message, code, hint].every((text) => text !== undefined && text !== '');
    if (!helps || ![2, 3].includes(exitCode))
      throw new Error('nobody can act on it', {cause: error});
    return 'refused';
  }
}

/** Either: to plan each topology for both would find what planning more topologies finds. */
const driver = fc.constantFrom('userspace', 'netem');

/** Plans the topology as the driver would be asked to, and nothing is left out of the plan's text. */
function plan(text: string, linkDriver: LinkDriver): void {
  const {sites} = parseTopologyFile(text, 't.yaml', trace);
  const lab = {ownerPid: 42, seed: 1, fabric: 'netns', directory: '/nowhere'} as const;
  acceptedOrRefused(() => {
    const words = renderPlan(planLab({...lab, linkDriver, sites}));
    const [hole] = /undefined|NaN|Infinity|\[object/.exec(words) ?? [];
    if (hole) throw new Error(`the plan says "${hole}"`);
  });
}

it(
  'every well-formed topology is planned',
  () => {
    fc.assert(
      fc.property(topologyValue, driver, (value, linkDriver) => {
        expect(acceptedOrRefused(() => plan(stringify(value), linkDriver))).toBe('accepted');
      }),
      {seed: SEED, numRuns: RUNS},
    );
  },
  TEST_MS_MAX,
);

it(
  'every well-formed link is read',
  () => {
    fc.assert(
      fc.property(linkValue, (value) => {
        expect(acceptedOrRefused(() => parseLinkFile(stringify(value), 'l.yaml', trace))).toBe(
          'accepted',
        );
      }),
      {seed: SEED, numRuns: RUNS},
    );
  },
  TEST_MS_MAX,
);

it(
  'a topology with anything in place of anything is planned or refused',
  () => {
    const seen = {accepted: 0, refused: 0};
    fc.assert(
      fc.property(spoiled(topologyValue), driver, (value, linkDriver) => {
        seen[acceptedOrRefused(() => plan(stringify(value), linkDriver))] += 1;
      }),
      {seed: SEED, numRuns: RUNS},
    );
    expect(seen.refused).toBeGreaterThan(RUNS / 4);
  },
  TEST_MS_MAX,
);

it(
  'a link with anything in place of anything is read or refused',
  () => {
    fc.assert(
      fc.property(spoiled(linkValue), (value) => {
        acceptedOrRefused(() => parseLinkFile(stringify(value), 'l.yaml', trace));
      }),
      {seed: SEED, numRuns: RUNS},
    );
  },
  TEST_MS_MAX,
);

it(
  'any text is read or refused, also one cut or changed anywhere',
  () => {
    const text = fc.oneof(
      fc.string({unit: 'binary', maxLength: 200}),
      fc
        .tuple(
          topologyValue.map((value) => stringify(value)),
          fc.nat(),
          fc.string({maxLength: 5}),
        )
        .map(([whole, at, put]) => {
          const place = at % (whole.length + 1);
          return whole.slice(0, place) + put + whole.slice(place + put.length);
        }),
    );
    fc.assert(
      fc.property(text, driver, (value, linkDriver) => {
        acceptedOrRefused(() => plan(value, linkDriver));
        acceptedOrRefused(() => parseLinkFile(value, 'l.yaml', trace));
      }),
      {seed: SEED, numRuns: RUNS},
    );
  },
  TEST_MS_MAX,
);
