import {expect, test} from 'vitest';
import {runClaw} from '../support/cli.js';

test.each([
  ['nat matrix --rtt 20', 2, '--rtt: "20" has no unit', '50ms'],
  ['nat matrix --fabric netn', 2, '--fabric: "netn" is not one of auto, netns', '--fabric netns'],
  ['nat matrix --fabric loopback --links netem', 2, '--links netem impairs', '--links userspace'],
  ['nat matrix extra', 2, 'unexpected argument: extra', 'claw nat matrix --help'],
  ['nat detect', 2, 'missing required flag --stun', 'claw nat detect --help'],
  ['nat detect --stun a:99999', 2, '--stun: "a:99999" is not a server', 'stun.example.org:3478'],
  ['lab up', 2, 'missing argument: topology', 'claw lab up --help'],
  ['lab up two-home', 2, 'there is no topology "two-home"', 'Did you mean "two-homes"?'],
  ['lab up two-homes --duration 5', 2, '--duration: "5" has no unit', '10s'],
  ['lab up .', 2, 'cannot read .: illegal operation on a directory\n', 'topology file'],
  ['lab upp two-homes', 2, 'unknown command "lab upp two-homes"', 'claw lab up\n'],
  ['lab exec a1', 2, 'nothing to run in a1', 'claw lab exec a1 -- ip address'],
  ['lab impair home-a', 2, 'nothing to change', '--loss 5%'],
  ['lab impair home-a --loss 5', 2, '--loss: "5" has no unit', 'Write it with %'],
  ['lab impair home-a --preset wifi-bd', 2, 'there is no link preset', 'wifi-bad'],
  ['lab status --lab x', 2, '--lab: "x" is not a whole number above zero', '3'],
  ['lab status --lab 1', 1, 'no lab is up with pid 1', 'claw lab up TOPOLOGY'],
  ['lab down --lab 1', 1, 'no lab is up with pid 1', 'claw lab up TOPOLOGY'],
])('%s is refused, with what to try', async (words, code, problem, hint) => {
  const {exitCode, stdout, stderr} = await runClaw(words.split(' '));
  expect({exitCode, stdout}).toEqual({exitCode: code, stdout: ''});
  expect(`${stderr}\n`).toContain(`claw: ${problem}`);
  expect(`${stderr}\n`).toContain(hint);
});

test('on a terminal of 80 columns an error is the same two lines', async () => {
  const {exitCode, stdout} = await runClaw(['lab', 'up', 'nowhere.yaml'], {tty: true});
  expect({exitCode, stdout: stdout.replaceAll('\r', '')}).toEqual({
    exitCode: 2,
    stdout:
      'claw: there is no topology "nowhere.yaml", neither a file nor a name\n' +
      '  try: Names: mobile-and-home, office-and-cloud, two-homes.',
  });
});
