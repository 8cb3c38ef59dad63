import {expect, test} from 'vitest';
import {runClaw} from '../support/cli.js';

test.each([
  ['--rtt', '50', 'has no unit'],
  ['--rtt', '20ms,', 'is not a duration'],
  ['--loss', '1%,200%', 'more than 100%'],
  ['--rate', '20', 'has no unit'],
  ['--duration', '5', 'has no unit'],
  ['--duration', '999ms', 'is too short'],
  ['--peers', 'bbr,cubik', 'Did you mean "cubic"?'],
  ['--runs', '0', 'whole number above zero'],
  ['--plot', 'curves.png', 'ends in .svg'],
  ['--plot', '/nowhere/curves.svg', 'cannot write'],
])('bench throughput %s %s is refused before anything is set up', async (flag, value, said) => {
  const {exitCode, stdout, stderr} = await runClaw(['bench', 'throughput', flag, value]);
  expect({exitCode, stdout}).toEqual({exitCode: 2, stdout: ''});
  expect(stderr).toContain(flag);
  expect(stderr).toContain(said);
});
