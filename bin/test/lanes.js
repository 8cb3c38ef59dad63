import {spawnSync} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {runKernelLane} from '../kernel/lane.js';
import {inTree, ROOT, stampPath} from '../setup/tree.js';
import {countReport, noCounts} from './counts.js';

/**
 * Runs the lanes of docs/testing.md one after the other: those that measure time must be alone.
 * @returns {Promise<import('./counts.js').Counts[]>}
 */
export async function runLanes() {
  const counts = ['unit', 'webrtc', 'sim', 'cli'].map((lane) => runLane(lane));
  counts.push(await runLabLane());
  if (hasTests('kernel')) counts.push(await runKernelLane(runLane));
  return counts;
}

/** The lab lane makes network namespaces: as root, or as root of a user namespace. */
async function runLabLane() {
  if (process.getuid?.() === 0) return runLane('lab');
  const {canRootless, rootlessArgv} = await import(
    new URL('../../dist/lab/rootless.js', import.meta.url).href
  );
  const rootless = await canRootless();
  if (rootless.ok) return runLane('lab', rootlessArgv);
  console.log(`skip  lab: not root, and no user namespaces: ${rootless.why}`);
  return {...noCounts(), skipped: 1};
}

/**
 * @param {string} lane
 * @param {(argv: string[]) => string[]} wrap makes the argv that runs an argv elsewhere
 */
export function runLane(lane, wrap = (argv) => argv) {
  // Not called .json, or the linter would read it.
  const report = stampPath(`test-${lane}.report`);
  rmSync(report, {force: true});
  const [program = '', ...args] = wrap([
    process.execPath,
    inTree('node_modules/vitest/vitest.mjs'),
    ...['run', '--project', lane, '--passWithNoTests'],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  ]);
  console.log(`\nlane  ${lane}`);
  const {status} = spawnSync(program, args, {cwd: ROOT, stdio: 'inherit'});
  const text = existsSync(report) ? readFileSync(report, 'utf8') : undefined;
  return countReport(lane, text, status === 0);
}

/** @param {string} lane */
function hasTests(lane) {
  const directory = inTree(`test/${lane}`);
  if (!existsSync(directory)) return false;
  const names = readdirSync(directory, {recursive: true, encoding: 'utf8'});
  return names.some((name) => /\.test\.tsx?$/.test(name));
}
