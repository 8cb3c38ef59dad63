import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {expect} from 'vitest';
import {CLAW, ROOT} from './cli.js';

/** Sends SIGINT once a line of progress has `word`: exit code 130, and no namespace is left. */
export async function interruptBench(args: readonly string[], word: string): Promise<void> {
  const bench = spawn(CLAW, ['bench', ...args, '--progress', 'json'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(bench, 'close');
  const said: string[] = [];
  for await (const line of createInterface({input: bench.stderr})) {
    said.push(line);
    if (line.includes(word)) bench.kill('SIGINT');
  }
  expect(await ended, said.join('\n')).toEqual([130, null]);
  const names = execFileSync('ip', ['netns', 'list'], {encoding: 'utf8'});
  expect(names).not.toContain(`claw-${bench.pid}-`);
}
