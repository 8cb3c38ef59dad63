import {expect, test} from 'vitest';
import {runClaw} from '../support/cli.js';

test('an unknown command suggests the known one and does not run it', async () => {
  expect(await runClaw(['docter'])).toMatchInlineSnapshot();
});

test('an argument that nobody asked for points to the help of the command', async () => {
  expect(await runClaw(['clean', 'everything'])).toMatchInlineSnapshot();
});

test('a mistyped flag suggests the right one', async () => {
  expect(await runClaw(['clean', '--dry-rum'])).toMatchInlineSnapshot();
});

test('with --json the failure is the document on stdout', async () => {
  const {stdout, exitCode} = await runClaw(['clean', '--dry-rum', '--json']);
  expect({document: JSON.parse(stdout), exitCode}).toMatchInlineSnapshot();
});

test('with --json an unknown command is a document too', async () => {
  const {stdout, exitCode} = await runClaw(['docter', '--json']);
  expect({document: JSON.parse(stdout), exitCode}).toMatchInlineSnapshot();
});

test('help for an unknown command is a usage error', async () => {
  const {exitCode, stdout} = await runClaw(['help', 'docter']);
  expect({exitCode, stdout}).toEqual({exitCode: 2, stdout: ''});
});
