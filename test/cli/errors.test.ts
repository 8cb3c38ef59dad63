import {expect, test} from 'vitest';
import {CLAW, runClaw} from '../support/cli.js';

test('an unknown command suggests the known one and does not run it', async () => {
  expect(await runClaw(['docter'])).toMatchInlineSnapshot(`
    {
      "exitCode": 2,
      "stderr": "claw: unknown command "docter"
      try: claw doctor",
      "stdout": "",
    }
  `);
});

test('an argument that nobody asked for points to the help of the command', async () => {
  expect(await runClaw(['clean', 'everything'])).toMatchInlineSnapshot(`
    {
      "exitCode": 2,
      "stderr": "claw: unexpected argument: everything
      try: claw clean --help",
      "stdout": "",
    }
  `);
});

test('a mistyped flag suggests the right one', async () => {
  expect(await runClaw(['clean', '--dry-rum'])).toMatchInlineSnapshot(`
    {
      "exitCode": 2,
      "stderr": "claw: unknown flag --dry-rum
      try: --dry-run",
      "stdout": "",
    }
  `);
});

test('with --json the failure is the document on stdout', async () => {
  const {stdout, exitCode} = await runClaw(['clean', '--dry-rum', '--json']);
  expect({document: JSON.parse(stdout), exitCode}).toMatchInlineSnapshot(`
    {
      "document": {
        "error": {
          "code": "FLAG_UNKNOWN",
          "hint": "--dry-run",
          "message": "unknown flag --dry-rum",
        },
      },
      "exitCode": 2,
    }
  `);
});

test('with --json an unknown command is a document too', async () => {
  const {stdout, exitCode} = await runClaw(['docter', '--json']);
  expect({document: JSON.parse(stdout), exitCode}).toMatchInlineSnapshot(`
    {
      "document": {
        "error": {
          "code": "COMMAND_UNKNOWN",
          "hint": "claw doctor",
          "message": "unknown command "docter"",
        },
      },
      "exitCode": 2,
    }
  `);
});

test('help for an unknown command is a usage error', async () => {
  const {exitCode, stdout} = await runClaw(['help', 'docter']);
  expect({exitCode, stdout}).toEqual({exitCode: 2, stdout: ''});
});

test.each([
  ['mesh up --agents 0', '--agents: "0" is not a whole number above zero', '3'],
  ['mesh up --nat nope', '--nat: there is no NAT preset called "nope"', 'Did you mean "none"?'],
  ['agent --carrier z', '--carrier: "z" is not one of rtp, datachannel', 'rtp|datachannel'],
  ['agent --policy missing.yaml', 'missing required flag --name', 'claw agent --help'],
  [
    'agent --name a --seed-listen 127.0.0.1:0 --policy missing.yaml',
    ...['cannot read missing.yaml: no such file or directory', 'policy file'],
  ],
  [
    'agent --name a --seed ws://127.0.0.1:9 --policy missing.yaml',
    ...['cannot read missing.yaml: no such file or directory', 'policy file'],
  ],
])('%s is refused before anything is set up', async (words, problem, hint) => {
  const {exitCode, stdout, stderr} = await runClaw(words.split(' '));
  expect({exitCode, stdout}).toEqual({exitCode: 2, stdout: ''});
  const [first, second, ...rest] = stderr.split('\n');
  expect([first, rest]).toEqual([`claw: ${problem}`, []]);
  expect(second).toContain(hint);
});

test('on a terminal an error is as wide as the terminal, broken between words', async () => {
  const words = `stty cols 80; exec ${CLAW} bench failover --fault nope`;
  const run = await runClaw(['-c', words], {program: '/bin/sh', tty: true});
  expect({...run, stdout: run.stdout.replaceAll('\r', '')}).toMatchInlineSnapshot(`
    {
      "exitCode": 2,
      "stderr": "",
      "stdout": "claw: --fault: there is no "nope"
      try: Give one of blackhole, udp-blocked, nat-rebind, relay-killed, loss-ramp,
           delay-ramp, flap, asymmetric, mild-loss, mild-delay.",
    }
  `);
});

test('on a terminal a missing flag is told in the same plain words', async () => {
  const {stdout} = await runClaw(['agent'], {tty: true});
  expect(stdout).toBe('claw: missing required flag --name\r\n  try: claw agent --help');
});
