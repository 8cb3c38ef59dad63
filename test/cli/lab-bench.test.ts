import {expect, test} from 'vitest';
import {runClaw} from '../support/cli.js';

test.each([
  ['--rate 60000', '--rate: "60000" has no unit', 'pps, kpps, mpps'],
  ['--rate 20mbit', '--rate: "20mbit" is not a packet rate', '60kpps'],
  ['--rate 0pps', '--rate: a packet rate must be above zero, got "0pps"', '60kpps'],
  ['--duration 5', '--duration: "5" has no unit', '10s'],
  ['--loss 101%', '--loss: "101%" is more than 100%', '100%'],
])('lab bench %s is refused, with what to write', async (text, problem, hint) => {
  const {exitCode, stdout, stderr} = await runClaw(['lab', 'bench', ...text.split(' ')]);
  expect({exitCode, stdout}).toEqual({exitCode: 2, stdout: ''});
  expect(stderr).toContain(`claw: ${problem}\n`);
  expect(stderr).toContain(hint);
});
