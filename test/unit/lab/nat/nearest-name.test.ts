import {expect, it} from 'vitest';
import {nearestName} from '../../../../src/lab/nat/nearest-name.js';

it.each([
  ['cone', 'cone'],
  ['Cone', 'cone'],
  ['con', 'cone'],
  ['symetric', 'symmetric'],
  ['symmetrical', 'symmetric'],
  ['entirely-else', undefined],
])('takes %s for %s', (name, meant) => {
  expect(nearestName(name, ['none', 'cone', 'symmetric'])).toBe(meant);
});
