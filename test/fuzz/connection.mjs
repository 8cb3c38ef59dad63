// Lets a hostile member talk to a transport for as long as asked: damaged, repeated and reordered packets
// of a real connection, random ones, and lies that look right. Needs a build. Prints one JSON line; or the
// promise that was broken and the command that breaks it again:
//
//   node test/fuzz/connection.mjs [--packets 10000000] [--seed 1] [--first 0]
//
// A transport that closes is replaced by another pair. `--first` is the number of a pair's first packet.

import {isMainThread, parentPort, workerData} from 'node:worker_threads';
import {HostilePair} from './hostile-pair.mjs';
import {asked, watch} from './watch.mjs';

/** Of the thread: what one connection may hold by its credit, several times over. */
const HEAP_MAX_MIB = 256;
const PAIR_PACKETS_MAX = 500;
/** Every so many pairs, one meets a peer that breaks no rule. */
const PATIENT_EVERY = 4096;
const PATIENT_PACKETS = 40_000;

if (isMainThread)
  watch(new URL(import.meta.url), 'test/fuzz/connection.mjs', asked(), HEAP_MAX_MIB);
else parentPort?.postMessage(fuzz(workerData));

/** @param {import('./watch.mjs').Work} work */
function fuzz({packets, seed, first, progress}) {
  const startedAt = performance.now();
  const closes = new Map();
  let [pairs, heapMax, slowestMs] = [0, 0, 0];
  for (let index = first; index < first + packets; ) {
    const begin = index;
    const pairSeed = Math.imul(seed, 0x9e3779b1) ^ Math.imul(begin + 1, 0x85ebca6b);
    const isPatient = (pairSeed >>> 0) % PATIENT_EVERY === 0;
    const pair = new HostilePair(pairSeed, isPatient);
    const end = Math.min(first + packets, begin + (isPatient ? PATIENT_PACKETS : PAIR_PACKETS_MAX));
    pairs += 1;
    const broken = drive(pair, end - begin);
    index = begin + pair.packets;
    Atomics.store(progress, 0, index);
    if (broken) {
      const packet = Buffer.from(pair.last).toString('hex');
      return {broken, index: begin, packets: pair.packets, packet};
    }
    heapMax = Math.max(heapMax, process.memoryUsage().heapUsed);
    slowestMs = Math.max(slowestMs, pair.slowestMs);
    const why = fate(pair);
    closes.set(why, (closes.get(why) ?? 0) + 1);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    pairs,
    closes: Object.fromEntries([...closes].sort(([, one], [, other]) => other - one)),
    seconds: Number(seconds.toFixed(1)),
    packetsPerSecond: Math.round(packets / seconds),
    slowestMs: Number(slowestMs.toFixed(1)),
    heapMaxMib: Math.round(heapMax / 2 ** 20),
  };
}

/** Until the victim closes. @param {HostilePair} pair @param {number} packets at most */
function drive(pair, packets) {
  try {
    while (pair.packets < packets && !pair.victim.closed) {
      const broken = pair.step();
      if (broken) return broken;
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

/** @param {HostilePair} pair */
function fate({victim: {closed}}) {
  if (closed?.type !== 'closed') return 'open';
  return closed.byPeer ? 'closed by the peer' : closed.reason;
}
