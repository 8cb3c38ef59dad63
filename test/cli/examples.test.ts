import {expect, test} from 'vitest';
import {runClaw} from '../support/cli.js';

test('the example of the API runs as documented and ends by itself', async () => {
  const args = ['docs/examples/two-agents.mjs'];
  expect(await runClaw(args, {program: process.execPath})).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "",
      "stdout": "bob: alice opened "greetings" (interactive)
    alice: HELLO
    alice: WORLD
    bob: alice says bye",
    }
  `);
});
