import {spawnSync} from 'node:child_process';
import {inTree, ROOT} from '../setup/tree.js';
import {noCounts} from './counts.js';

/** What is checked without running claw: name, program of node_modules/.bin, arguments. */
const CHECKS = [
  ['lint', 'biome', 'check', '.'],
  ['types', 'tsc', '-p', 'tsconfig.test.json', '--pretty', 'false'],
  ['layers', 'depcruise', '--config', '.dependency-cruiser.mjs', 'src'],
  ['dead code', 'knip'],
];

/** Runs every check; one line each, and the whole output of those that fail. */
export function runChecks() {
  const counts = noCounts();
  for (const [name, program, ...args] of CHECKS) {
    const path = inTree(`node_modules/.bin/${program}`);
    const ended = spawnSync(path, args, {cwd: ROOT, encoding: 'utf8'});
    if (ended.status === 0) {
      counts.passed += 1;
      console.log(`pass  ${name}`);
    } else {
      counts.failed += 1;
      counts.failures.push(`${name}: see above`);
      console.log(`FAIL  ${name}\n${ended.stdout ?? ended.error}${ended.stderr ?? ''}`);
    }
  }
  return counts;
}
