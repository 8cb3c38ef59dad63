import {expect, it} from 'vitest';
import {applySteps} from '../../../src/lab/apply.js';

const fails = (said: string, stdin?: string) => ({
  title: 'trouble',
  argv: ['sh', '-c', `cat >/dev/null; echo '${said}' >&2; exit 1`],
  ...(stdin === undefined ? {} : {stdin}),
});

it('tells each title once, in order', async () => {
  const told: string[] = [];
  const step = (title: string) => ({title, argv: ['true']});
  await applySteps([step('one'), step('one'), step('two')], (title) => told.push(title));
  expect(told).toEqual(['one', 'two']);
});

it('gives a step its input', async () => {
  const argv = ['sh', '-c', 'test "$(cat)" = text'];
  await expect(applySteps([{title: 'input', argv, stdin: 'text'}])).resolves.toBeUndefined();
});

it('stops at the first failure, and names the line of a batch that failed', async () => {
  const told: string[] = [];
  const steps = [fails('Command failed -:2', 'good\nbad\n'), {title: 'later', argv: ['true']}];
  await expect(applySteps(steps, (title) => told.push(title))).rejects.toMatchObject({
    code: 'LAB_STEP_FAILED',
    exitCode: 3,
    message: expect.stringMatching(/^trouble: .* failed at "bad": Command failed -:2$/),
  });
  expect(told).toEqual(['trouble']);
});

it('says what to do without privileges', async () => {
  await expect(applySteps([fails('Operation not permitted')])).rejects.toMatchObject({
    hint: 'Network namespaces need root, or a user namespace that may make them.',
  });
});

it('knows a kernel without netem by what tc says', async () => {
  const said = 'Error: Specified qdisc kind is unknown.';
  await expect(applySteps([fails(said)])).rejects.toMatchObject({code: 'NETEM_MISSING'});
});

it('reports a program that is not there', async () => {
  const step = {title: 'trouble', argv: ['claw-no-such-program']};
  await expect(applySteps([step])).rejects.toMatchObject({
    code: 'LAB_STEP_FAILED',
    message: expect.stringContaining('ENOENT'),
  });
});
