import {afterAll, beforeAll, expect, test} from 'vitest';
import {applySteps} from '../../src/lab/apply.js';
import {mismatches} from '../../src/lab/certify/certification.js';
import {certify} from '../../src/lab/certify/certify.js';
import type {Lab} from '../../src/lab/lab.js';
import {namespaceName} from '../../src/lab/names.js';
import {closeTestLab, openTestLab} from '../support/test-lab.js';

let lab: Lab;

beforeAll(async () => {
  const link = {up: {delayMs: 40}, down: {delayMs: 30}};
  lab = await openTestLab('netem', [
    {name: 's1', nat: 'cone', hosts: ['a1'], link},
    {name: 's2', nat: 'none', hosts: ['a2'], link},
  ]);
});

afterAll(() => closeTestLab(lab));

test('a netem that is removed with tc while the lab is up is a mismatch of its link', async () => {
  expect(mismatches(await certify(lab, 'before'))).toEqual([]);
  const argv = ['tc', 'qdisc', 'del', 'dev', 'wan', 'root'];
  await applySteps([{title: 'netem removed', netns: namespaceName(process.pid, 's1'), argv}]);
  expect(mismatches(await certify(lab, 'after'))).toEqual([
    expect.stringMatching(/^link s1 up after the run: asked for 40 ms delay, measured \d/),
  ]);
});
