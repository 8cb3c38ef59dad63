import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import type {Lab} from '../../src/lab/lab.js';
import {createNetnsLab} from '../../src/lab/netns-lab.js';
import {LINK_CASES} from '../support/link-cases.js';
import {expectEquivalent} from '../support/link-expectation.js';
import {machineLateMs, sendTrain} from '../support/link-train.js';

let directory: string;
let lab: Lab;
let lateMs: number;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claw-test-'));
  lab = await createNetnsLab({
    ownerPid: process.pid,
    seed: 7,
    fabric: 'netns',
    linkDriver: 'userspace',
    directory,
    sites: [{name: 's1', nat: 'none', hosts: ['a1'], link: {up: {}, down: {}}}],
  });
  lateMs = await machineLateMs(lab);
});

afterAll(async () => {
  expect(await lab.down()).toEqual({leftovers: []});
  await rm(directory, {recursive: true});
});

it.each(LINK_CASES)('the driver userspace does as the model: $name', async (linkCase) => {
  expectEquivalent(linkCase, await sendTrain(lab, linkCase), lateMs);
});
