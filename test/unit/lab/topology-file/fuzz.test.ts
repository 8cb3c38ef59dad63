import fc from 'fast-check';
import {expect, it} from 'vitest';
import {stringify} from 'yaml';
import {ClawError} from '../../../../src/errors.js';
import type {LabSpec} from '../../../../src/lab/lab.js';
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
    expect(error).toMatchObject({code: expect.any(String), hint: expect.any(String)});
    expect(error.message).not.toBe('');
    expect([2, 3]).toContain(error.exitCode);
    return 'refused';
  }
}

/** Plans the topology as each fabric and driver would be asked to. */
function plan(text: string): void {
  const {sites} = parseTopologyFile(text, 't.yaml', trace);
  for (const linkDriver of ['userspace', 'netem'] as const) {
    const spec: LabSpec = {
      ownerPid: 42,
      seed: 1,
      fabric: 'netns',
      linkDriver,
      sites,
      directory: '/nowhere',
    };
    acceptedOrRefused(() => {
      const words = renderPlan(planLab(spec));
      expect(words).not.toMatch(/undefined|NaN|Infinity|\[object/);
    });
  }
}

it(
  'every well-formed topology is planned',
  () => {
    fc.assert(
      fc.property(topologyValue, (value) => {
        expect(acceptedOrRefused(() => plan(stringify(value)))).toBe('accepted');
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
      fc.property(spoiled(topologyValue), (value) => {
        seen[acceptedOrRefused(() => plan(stringify(value)))] += 1;
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
      fc.property(text, (value) => {
        acceptedOrRefused(() => plan(value));
        acceptedOrRefused(() => parseLinkFile(value, 'l.yaml', trace));
      }),
      {seed: SEED, numRuns: RUNS},
    );
  },
  TEST_MS_MAX,
);
