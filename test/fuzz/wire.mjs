// Reads damaged packets for as long as asked, and checks what the reader promises of any bytes. Needs
// a build. Prints one JSON line, or the packet that broke a promise and the command that makes it again:
//
//   node test/fuzz/wire.mjs [--packets 10000000] [--seed 1] [--first 0]

import {isMainThread, parentPort, workerData} from 'node:worker_threads';
import {ByteReader} from '../../dist/core/wire/byte-reader.js';
import {END, FrameReader, MALFORMED} from '../../dist/core/wire/frame-reader.js';
import {FrameType} from '../../dist/core/wire/frame-type.js';
import {readPacketHeader} from '../../dist/core/wire/packet-header.js';
import {brokenPromise} from './frame-checks.mjs';
import {MutatedPackets} from './mutated-packets.mjs';
import {asked, watch} from './watch.mjs';

if (isMainThread) watch(new URL(import.meta.url), 'test/fuzz/wire.mjs', asked());
else fuzz(workerData);

/** @param {import('./watch.mjs').Work} work */
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
