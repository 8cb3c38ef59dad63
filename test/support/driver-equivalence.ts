import {afterAll, beforeAll, it} from 'vitest';
import type {Lab, LinkDriver} from '../../src/lab/lab.js';
import {LINK_CASES} from './link-cases.js';
import {expectEquivalent} from './link-expectation.js';
import {machineLateMs, sendTrain} from './link-train.js';
import {closeTestLab, openTestLab} from './test-lab.js';

/** Tests that a driver of the netns fabric does what the link model says, case by case. */
export function testDriverEquivalence(linkDriver: LinkDriver): void {
  let lab: Lab;
  let lateMs: number;

  beforeAll(async () => {
    const link = {up: {}, down: {}};
    lab = await openTestLab(linkDriver, [{name: 's1', nat: 'none', hosts: ['a1'], link}]);
    lateMs = await machineLateMs(lab);
  });

  afterAll(() => closeTestLab(lab));

  it.each(LINK_CASES)(`the driver ${linkDriver} does as the model: $name`, async (linkCase) => {
    expectEquivalent(linkCase, await sendTrain(lab, linkCase), lateMs);
  });
}
