import {expect, test} from 'vitest';
import {runClaw} from '../support/cli.js';

test.each([
  ['--agents 2', '--agents: a ring of 2 is none', 'at least 3'],
  ['--rtt 0ms', '--rtt: "0ms" is too short', 'at least 1ms'],
  ['--duration 30s', '--duration: too short for 100 faults of 6 agents', 'at least 85s'],
  ['--duration 600', '--duration: "600" has no unit', '10s'],
  ['--faults 0', '--faults: "0" is not a whole number above zero', '3'],
  ['--relays quic', '--relays: there is no "quic"', 'udp, tcp, tls'],
])('bench soak %s is refused, with what to write', async (words, problem, hint) => {
  const {exitCode, stdout, stderr} = await runClaw(['bench', 'soak', ...words.split(' ')]);
  expect({exitCode, stdout}).toEqual({exitCode: 2, stdout: ''});
  expect(stderr).toContain(`claw: ${problem}\n`);
  expect(stderr).toContain(hint);
});
