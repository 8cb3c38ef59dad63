import {expect, test} from 'vitest';
import {runClaw} from '../support/cli.js';

test('the help of every command fits into 80 columns', async () => {
  const {stdout} = await runClaw(['help', '--nested-commands']);
  const commands = [...stdout.matchAll(/^ {2}([a-z][a-z ]*?) {2,}\S/gm)].map((match) => match[1]);
  expect(commands).toEqual(expect.arrayContaining(['clean', 'doctor']));
  const pages = await Promise.all(
    commands.map((command = '') => runClaw([...command.split(' '), '--help'])),
  );
  const lines = [stdout, ...pages.map((page) => page.stdout)].join('\n').split('\n');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

test('--version is one line', async () => {
  const {stdout, stderr, exitCode} = await runClaw(['--version']);
  expect(stdout).toMatch(/^claw\/\d+\.\d+\.\d+ \S+ node-v\S+$/);
  expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
});

test('a pipe gets no colours, whatever the terminal could do', async () => {
  const {stdout} = await runClaw(['help'], {env: {TERM: 'xterm-256color', COLORTERM: 'truecolor'}});
  expect(stdout).not.toContain('\u001b');
});

test('NO_COLOR is obeyed on a terminal', async () => {
  const {stdout} = await runClaw(['help'], {tty: true, env: {TERM: 'xterm', NO_COLOR: '1'}});
  expect(stdout).toContain('USAGE');
  expect(stdout).not.toContain('\u001b');
});
