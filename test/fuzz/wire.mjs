// Reads damaged packets for as long as asked, and checks what the reader promises of any bytes. Needs
// a build. Prints one JSON line, or the packet that broke a promise and the command that makes it again:
//
//   node test/fuzz/wire.mjs [--packets 10000000] [--seed 1] [--first 0]

import {parseArgs} from 'node:util';
import {isMainThread, parentPort, Worker, workerData} from 'node:worker_threads';
import {ByteReader} from '../../dist/core/wire/byte-reader.js';
import {END, FrameReader, MALFORMED} from '../../dist/core/wire/frame-reader.js';
import {FrameType} from '../../dist/core/wire/frame-type.js';
import {readPacketHeader} from '../../dist/core/wire/packet-header.js';
import {brokenPromise} from './frame-checks.mjs';
import {MutatedPackets} from './mutated-packets.mjs';

const WATCH_MS = 1000;
const STUCK_MS = 20_000;

if (isMainThread) watch(options());
else fuzz(workerData);

function options() {
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
 * Runs the fuzzer in a thread of its own: a reader that never returned could not be seen otherwise.
 * @param {{packets: number, seed: number, first: number}} asked
 */
function watch(asked) {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), {workerData: {...asked, progress}});
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
    fail(asked, at, 'the reader did not return');
    void worker.terminate();
  }, WATCH_MS);
  worker.on('message', (result) => {
    clearInterval(timer);
    rssMax = Math.max(rssMax, process.memoryUsage.rss());
    if (result.broken) fail(asked, result.index, result.broken, result.packet);
    else console.log(JSON.stringify({...asked, ...result, rssMib: mib(rssBefore, rssMax)}));
  });
  worker.on('error', (error) => {
    clearInterval(timer);
    fail(asked, Atomics.load(progress, 0), String(error.stack));
  });
}

/** @param {number} before @param {number} most */
function mib(before, most) {
  return {before: Math.round(before / 2 ** 20), most: Math.round(most / 2 ** 20)};
}

/** @param {{seed: number}} asked @param {number} index @param {string} why @param {string} [packet] */
function fail({seed}, index, why, packet = '') {
  console.log(`FAIL  ${why}\npacket ${packet}`);
  console.log(`replay: node test/fuzz/wire.mjs --seed ${seed} --first ${index} --packets 1`);
  process.exitCode = 1;
}

/** @param {{packets: number, seed: number, first: number, progress: Int32Array}} asked */
function fuzz({packets, seed, first, progress}) {
  const source = new MutatedPackets(seed);
  const bytes = new ByteReader();
  const header = {number: 0, sentAtUs: 0};
  const reading = {reader: new FrameReader(), end: END, malformed: MALFORMED, types: FrameType};
  const startedAt = performance.now();
  let withHeader = 0;
  let heapMax = 0;
  for (let index = first; index < first + packets; index++) {
    Atomics.store(progress, 0, index);
    const packet = source.packet(index);
    bytes.reset(packet);
    if (!readPacketHeader(bytes, header)) continue;
    withHeader += 1;
    const broken = brokenPromise(reading, packet, bytes.offset);
    if (broken) {
      const hex = Buffer.from(packet).toString('hex');
      return parentPort?.postMessage({broken, index, packet: hex});
    }
    if (index % 100_000 === 0) heapMax = Math.max(heapMax, process.memoryUsage().heapUsed);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return parentPort?.postMessage({
    withHeader,
    seconds: Number(seconds.toFixed(1)),
    packetsPerSecond: Math.round(packets / seconds),
    heapMaxMib: Math.round(heapMax / 2 ** 20),
  });
}
