import {PacketSocket} from '../userspace/packet-socket.js';
import {PollSet} from '../userspace/poll-set.js';
import {raisePriority} from '../userspace/priority.js';
import {BATCH, BenchFrames} from './bench-frames.js';
import type {SendReport, SendTask} from './protocol.js';
import {sharedNowMs} from './shared-clock.js';

/** The kernel stops real-time processes that never rest, for 50 ms. */
const PAUSE_MS = 0.02;

/** How much longer than planned sending may take before the rest is left unsent. */
const OVERTIME_MS = 1000;

/** Sends numbered frames out of an interface at an even rate, each with the time it was sent. */
function send({interfaceName, packetsPerSecond, packets}: SendTask): SendReport {
  const socket = new PacketSocket(interfaceName);
  const pollSet = new PollSet([socket.fd]);
  const frames = new BenchFrames();
  const startMs = sharedNowMs();
  const endMs = startMs + (packets * 1000) / packetsPerSecond + OVERTIME_MS;
  let sent = 0;
  for (let nowMs = startMs; sent < packets && nowMs < endMs; nowMs = sharedNowMs()) {
    const due = Math.min(packets, Math.floor(((nowMs - startMs) * packetsPerSecond) / 1000) + 1);
    const count = Math.min(BATCH, due - sent);
    for (let index = 0; index < count; index++) frames.write(index, sent + index, nowMs);
    if (count > 0) sent += socket.send(frames.batch, 0, count);
    const nextMs = startMs + (sent * 1000) / packetsPerSecond;
    pollSet.pause(Math.max(PAUSE_MS, nextMs - sharedNowMs()));
  }
  return {sent, tookMs: sharedNowMs() - startMs};
}

raisePriority();
const report = send(JSON.parse(process.argv[2] as string) as SendTask);
process.stdout.write(`${JSON.stringify(report)}\n`);
