import {expect, it} from 'vitest';
import {describeFault} from '../../../../../src/lab/links/faults/describe.js';

it.each([
  [{class: 'stun-check', nth: 2, action: 'drop'}, 'drop stun-check #2'],
  [{class: 'any', every: 10, action: 'delay', delayMs: 5}, 'delay any every 10 by 5ms'],
  [{class: 'rtp', action: 'corrupt'}, 'corrupt rtp'],
] as const)('describes %j as "%s"', (fault, text) => {
  expect(describeFault(fault)).toBe(text);
});
