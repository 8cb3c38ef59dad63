// Runs a fuzzer in a thread of its own and prints what came of it: a call that never returned could not
// be seen otherwise.

import {parseArgs} from 'node:util';
import {Worker} from 'node:worker_threads';

const WATCH_MS = 1000;
const STUCK_MS = 20_000;

/**
 * @typedef {{packets: number, seed: number, first: number}} Asked
 * @typedef {Asked & {progress: Int32Array}} Work
 */

/** What the command line asks for. @returns {Asked} */
export function asked() {
  const {values} = parseArgs({
    options: {
      packets: {type: 'string', default: '10000000'},
      seed: {type: 'string', default: '1'},
      first: {type: 'string', default: '0'},
    },
  });
  return {packets: Number(values.packets), seed: Number(values.seed), first: Number(values.first)};
}

/**
 * The thread posts one object: figures, or `{broken, index, packets, packet}` for a promise that was
 * broken: why, and what makes it happen again.
 *
 * @param {URL} program
 * @param {string} name of the program, from the top of the repository
 * @param {Asked} work
 * @param {number} [heapMaxMib] the thread may use no more
 */
export function watch(program, name, work, heapMaxMib) {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const resourceLimits = heapMaxMib === undefined ? {} : {maxOldGenerationSizeMb: heapMaxMib};
  const worker = new Worker(program, {workerData: {...work, progress}, resourceLimits});
  let seen = -1;
  let movedAt = performance.now();
  let rssMax = process.memoryUsage.rss();
  const rssBefore = rssMax;
  const timer = setInterval(() => {
    rssMax = Math.max(rssMax, process.memoryUsage.rss());
    const at = Atomics.load(progress, 0);
    if (at !== seen) movedAt = performance.now();
    seen = at;
    if (performance.now() - movedAt < STUCK_MS) return;
    clearInterval(timer);
    fail(name, work.seed, {index: at, broken: 'a call did not return'});
    void worker.terminate();
  }, WATCH_MS);
  worker.on('message', (result) => {
    clearInterval(timer);
    rssMax = Math.max(rssMax, process.memoryUsage.rss());
    if (result.broken) fail(name, work.seed, result);
    else console.log(JSON.stringify({...work, ...result, rssMib: mib(rssBefore, rssMax)}));
  });
  worker.on('error', (error) => {
    clearInterval(timer);
    fail(name, work.seed, {index: Atomics.load(progress, 0), broken: String(error.stack)});
  });
}

/** @param {number} before @param {number} most */
function mib(before, most) {
  return {before: Math.round(before / 2 ** 20), most: Math.round(most / 2 ** 20)};
}

/**
 * @param {string} name
 * @param {number} seed
 * @param {{index: number, broken: string, packets?: number, packet?: string}} failure
 */
function fail(name, seed, {index, broken, packets = 1, packet = ''}) {
  console.log(`FAIL  ${broken}\npacket ${packet}`);
  console.log(`replay: node ${name} --seed ${seed} --first ${index} --packets ${packets}`);
  process.exitCode = 1;
}
