import {expect, test} from 'vitest';
import {runClaw} from '../support/cli.js';

test.each([
  ['priority --rate 20', '--rate: "20" has no unit', '50mbit'],
  ['priority --loss 0', '--loss: "0" has no unit', '1%'],
  ['reliability --loss 5%,101%', '--loss: "101%" is more than 100%', '0% to 100%'],
  ['reliability --duration 10', '--duration: "10" has no unit', '10s'],
  ['reliability --carrier rpt', '--carrier: there is no carrier "rpt"', 'Did you mean "rtp"?'],
  ['jitter --stream fast', '--stream: "fast" is not a rate', '50mbit'],
  ['jitter --duration 0s', '--duration: "0s" is too short', 'at least 1s'],
  ['fairness --duration 3s', '--duration: "3s" is too short', 'at least 4s'],
  ['mtu --links foo', '--links: "foo" is not one of auto, netem, userspace', 'auto|netem'],
  ['priority extra', 'unexpected argument: extra', 'claw bench priority --help'],
  ['jiter --loss 5%', 'unknown command "bench jiter"', 'claw bench jitter'],
  ['packing --dimension 0', '--dimension: "0" is not a whole number above zero', '3'],
  ['packing --duration 0s', '--duration: "0s" is too short', 'at least 1ms'],
  ['jitter --runs 0', '--runs: "0" is not a whole number above zero', '3'],
  ['fairness --queue 250', '--queue: "250" has no unit', '50ms'],
  ['fairness --rtt soon', '--rtt: "soon" is not a duration', '50ms'],
  ['jitter --plot jitter.png', '--plot: "jitter.png" is not the name of an SVG file', '.svg'],
  [
    'mtu --plot /nowhere/mtu.svg',
    '--plot: cannot write /nowhere/mtu.svg',
    'a directory that exists',
  ],
  ['mtu --mtu 900', '--mtu: "900" is not an MTU from 1280 to 1500', '1500,1400'],
  ['mtu --mtu 1500,', '--mtu: "" is not an MTU from 1280 to 1500', '1500,1400'],
])('bench %s is refused, with what to write', async (text, problem, hint) => {
  const {exitCode, stdout, stderr} = await runClaw(['bench', ...text.split(' ')]);
  expect({exitCode, stdout}).toEqual({exitCode: 2, stdout: ''});
  expect(stderr).toContain(`claw: ${problem}`);
  expect(stderr).toContain(hint);
});
