import {once} from 'node:events';
import {execa} from 'execa';
import {expect, test} from 'vitest';
import {ROOT} from '../support/cli.js';

/** In an object: awaiting the process itself would wait for its end. */
async function startInterruptible(...args: string[]) {
  const child = execa('node', [`${ROOT}test/support/interruptible.mjs`, ...args], {reject: false});
  await once(child.stdout, 'data');
  return {child};
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s: the clean-up runs to its end, then the exit code is %i', async (signal, code) => {
  const {child} = await startInterruptible('tidy');
  child.kill(signal);
  const {exitCode, stderr} = await child;
  expect({exitCode, stderr}).toEqual({
    exitCode: code,
    stderr: `claw: cleaning up, press again to exit at once\nclaw: interrupted by ${signal}`,
  });
});

test('the second signal ends a clean-up that hangs', async () => {
  const {child} = await startInterruptible('stuck');
  child.kill('SIGINT');
  await once(child.stderr, 'data');
  child.kill('SIGTERM');
  expect((await child).exitCode).toBe(143);
});

test('with --json an interrupted command still writes one document', async () => {
  const {child} = await startInterruptible('tidy', '--json');
  child.kill('SIGINT');
  const {stdout} = await child;
  expect(JSON.parse(stdout.replace('ready\n', ''))).toEqual({
    error: {code: 'INTERRUPTED', message: 'interrupted by SIGINT', hint: null},
  });
});
