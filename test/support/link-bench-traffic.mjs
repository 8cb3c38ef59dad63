// Sends frames out of the interface `site` at an even rate, receives them at `core`, and prints how
// many came, in what order and how late. One process and one clock, so every packet is measured.
//
//   node link-bench-traffic.mjs <packets/s> <seconds> <delay in ms>
import {addressOf} from '../../dist/lab/links/userspace/libc.js';
import {MessageBatch} from '../../dist/lab/links/userspace/message-batch.js';
import {PacketSocket, VNET_HEADER_BYTES} from '../../dist/lab/links/userspace/packet-socket.js';
import {PollSet} from '../../dist/lab/links/userspace/poll-set.js';

const [load = 0, seconds = 0, delayMs = 0] = process.argv.slice(2).map(Number);
const BATCH = 64;
const SLOT_BYTES = 2048;
const PACKET_BYTES = VNET_HEADER_BYTES + 1242;
const NUMBER_AT = VNET_HEADER_BYTES + 14;
const TIME_AT = NUMBER_AT + 8;
const TAIL_MS = 500;
const PAUSE_MS = 0.02;

const site = new PacketSocket('site');
const core = new PacketSocket('core');
const pollSet = new PollSet([core.fd]);
const outgoing = slots(PACKET_BYTES);
const incoming = slots(SLOT_BYTES);
const lateMs = new Float64Array(load * seconds);
const startMs = performance.now();
let [sent, received, reordered, lastNumber] = [0, 0, 0, -1];

while (performance.now() < startMs + seconds * 1000 + TAIL_MS && received < lateMs.length) {
  const nextMs = sent < lateMs.length ? startMs + (sent * 1000) / load : Number.POSITIVE_INFINITY;
  pollSet.wait(Math.min(10, Math.max(0, nextMs - performance.now())));
  send();
  if (pollSet.isReady(0)) receive();
  // The kernel stops real-time processes that never rest, for 50 ms.
  pollSet.pause(PAUSE_MS);
}

const sorted = lateMs.slice(0, received).sort();
/** @param {number} share */
const quantile = (share) => Number(sorted[Math.floor(share * (received - 1))]?.toFixed(3));
console.log(
  JSON.stringify({
    load,
    sent,
    received,
    reordered,
    sentPerSecond: Math.round(sent / seconds),
    lateMs: {min: quantile(0), p50: quantile(0.5), p99: quantile(0.99), max: quantile(1)},
  }),
);

function send() {
  const nowMs = performance.now();
  const due = Math.min(lateMs.length, Math.floor(((nowMs - startMs) * load) / 1000) + 1);
  const count = Math.min(BATCH, due - sent);
  for (let index = 0; index < count; index++) {
    const slot = index * SLOT_BYTES;
    outgoing.view.setFloat64(slot + NUMBER_AT, sent + index);
    outgoing.view.setFloat64(slot + TIME_AT, nowMs);
  }
  if (count > 0) sent += site.send(outgoing.batch, 0, count);
}

function receive() {
  const count = core.receive(incoming.batch);
  const nowMs = performance.now();
  for (let index = 0; index < count; index++) {
    const slot = index * SLOT_BYTES;
    const number = incoming.view.getFloat64(slot + NUMBER_AT);
    if (number < lastNumber) reordered++;
    lastNumber = number;
    lateMs[received++] = nowMs - incoming.view.getFloat64(slot + TIME_AT) - delayMs;
  }
}

/**
 * A batch whose entries point into one buffer; frames to send are IPv4 to an address nobody has.
 * @param {number} bytes
 */
function slots(bytes) {
  const buffer = new ArrayBuffer(BATCH * SLOT_BYTES);
  const batch = new MessageBatch(BATCH);
  const view = new DataView(buffer);
  for (let index = 0; index < BATCH; index++) {
    batch.point(index, addressOf(buffer) + index * SLOT_BYTES, bytes);
    view.setUint8(index * SLOT_BYTES + VNET_HEADER_BYTES, 2);
    view.setUint16(index * SLOT_BYTES + VNET_HEADER_BYTES + 12, 0x0800);
  }
  return {batch, view};
}
