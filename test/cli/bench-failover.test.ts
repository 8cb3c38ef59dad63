import {expect, test} from 'vitest';
import {runClaw} from '../support/cli.js';

test.each([
  ['--fault blackhol', '--fault: there is no "blackhol"', '"blackhole", or one of blackhole,'],
  ['--fault flap,', '--fault: there is no ""', 'one of blackhole, udp-blocked'],
  ['--traffic reliable-orderd', '--traffic: there is no "reliable-orderd"', '"reliable-ordered"'],
  ['--traffic bulk,reliable-ordered:urgent', '--traffic: there is no "urgent"', 'critical'],
  ['--traffic bulk:critical', '--traffic: there is no "bulk:critical"', 'MODE:PRIORITY'],
  ['--relays quic', '--relays: there is no "quic"', 'udp, tcp, tls'],
  ['--faults 0', '--faults: "0" is not a whole number above zero', '3'],
  ['--hold 3', '--hold: "3" has no unit', '10s'],
  ['--hold -1s', '--hold: "-1s" is not a duration', '10s'],
])('bench failover %s is refused, with what to write', async (words, problem, hint) => {
  const {exitCode, stdout, stderr} = await runClaw(['bench', 'failover', ...words.split(' ')]);
  expect({exitCode, stdout}).toEqual({exitCode: 2, stdout: ''});
  expect(stderr).toContain(`claw: ${problem}\n`);
  expect(stderr).toContain(hint);
});
