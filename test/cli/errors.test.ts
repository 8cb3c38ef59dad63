import {expect, test} from 'vitest';
import {runClaw} from '../support/cli.js';

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
