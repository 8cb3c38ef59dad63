import {expect} from 'vitest';
import {runClaw} from './cli.js';

/** Runs a bench once, quietly, and returns its document: for its behaviour, never for its figures. */
export async function runBench<Result>(words: string): Promise<Result> {
  const asked = ['bench', ...words.split(' '), '--runs', '1', '--seed', '7'];
  const {stdout, stderr, exitCode} = await runClaw([...asked, '--progress', 'quiet', '--json']);
  expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
  return JSON.parse(stdout);
}
