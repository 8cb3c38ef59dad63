import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {stringify} from 'yaml';
import {ClawError} from '../../src/errors.js';
import type {Fabric} from '../../src/lab/lab.js';
import {openLab} from '../../src/lab/open-lab.js';
import {listNamespaces} from '../../src/lab/remove-namespaces.js';
import {parseTopologyFile} from '../../src/lab/topology-file/topology-file.js';
import {spoiled, topologyValue} from '../support/topology-values.js';

const SEED = 20_260_101;
/** Half of them well-formed. */
const topology = fc.oneof(topologyValue, spoiled(topologyValue));
const trace = (name: string) => ({name, opportunitiesMs: [1]});

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claw-test-'));
});
afterAll(() => rm(directory, {recursive: true}));

const ours = async () =>
  (await listNamespaces()).filter((name) => name.startsWith(`claw-${process.pid}-`));

/** Brings the topology up and runs a program in its last host. */
async function tryOut(text: string, fabric: Fabric): Promise<'refused' | 'worked'> {
  const spec = {ownerPid: process.pid, seed: 1, fabric, linkDriver: 'userspace'} as const;
  try {
    const {sites} = parseTopologyFile(text, 't.yaml', trace);
    const lab = await openLab({...spec, sites, directory});
    try {
      const host = lab.access.at(-1)?.host ?? '';
      const run = lab.spawn(host, ['true'], {logFile: join(directory, 'true.log')});
      expect(await run.ended).toEqual({code: 0, signal: null});
      expect(lab.links().size).toBe(sites.length);
    } finally {
      expect(await lab.down()).toEqual({leftovers: []});
    }
    return 'worked';
  } catch (error) {
    if (!(error instanceof ClawError)) throw error;
    expect(error.hint).toEqual(expect.any(String));
    return 'refused';
  }
}

it.each([
  {fabric: 'loopback', numRuns: 40},
  {fabric: 'netns', numRuns: 12},
] as const)('fuzzed: a clear error or a working lab, nothing left ($fabric)', async (options) => {
  const {fabric, numRuns} = options;
  const seen = {refused: 0, worked: 0};
  await fc.assert(
    fc.asyncProperty(topology, async (value) => {
      seen[await tryOut(stringify(value), fabric)] += 1;
      expect(await ours()).toEqual([]);
      const left = (await readdir(directory)).filter((name) => name.endsWith('.sock'));
      expect(left).toEqual([]);
    }),
    {seed: SEED, numRuns, endOnFailure: true},
  );
  expect(Math.min(seen.refused, seen.worked)).toBeGreaterThan(numRuns / 6);
});
