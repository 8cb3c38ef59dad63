import {expect, it} from 'vitest';
import {hasProgram} from '../../../src/lab/programs.js';

it('finds what is installed, and only that', async () => {
  expect(await hasProgram('sh')).toBe(true);
  expect(await hasProgram('claw-no-such-program')).toBe(false);
});
