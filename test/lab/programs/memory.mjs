// memory.mjs ROLE WHAT CARRIER ADDRESS SEED_ADDRESS: one of two agents, `receiver` (which is the seed
// too) or `sender`. The receiver prints `ready`; each prints what it measured as JSON at its end.
// WHAT is `unread`: the receiver stops reading for 5 s while the sender sends as fast as it can;
// `blocked`: its thread stops; `messages`: 10,000 messages are in flight, then all are read.
// Needs --expose-gc.
import {setTimeout as delay} from 'node:timers/promises';
import {Agent, SeedServer} from 'claw';

const [role = '', what, carrier, address = '', seedAddress] = process.argv.slice(2);
const SEED_PORT = 4455;
const WARM_UP_MS = 1500;
const STOP_MS = 5000;
const SAMPLE_MS = 10;
const LOOK_MS = 2;
const STREAMS = 20;
const MESSAGES = 10_000;
const ROUNDS = 3;

/** CLOCK_MONOTONIC, which both processes share. */
const nowMs = () => Number(process.hrtime.bigint()) / 1e6;
/** @param {string} text */
const bytes = (text) => Buffer.from(text);

/** @type {{atMs: number, rss: number}[]} */
const samples = [];
const sampler = setInterval(
  () => samples.push({atMs: nowMs(), rss: process.memoryUsage.rss()}),
  SAMPLE_MS,
);

/** Resolves once `isTrue` is. @param {() => boolean} isTrue */
async function until(isTrue) {
  while (!isTrue()) await delay(LOOK_MS);
}

/** Of the whole process. */
function timers() {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

/** Of the heap and of buffers outside it, in bytes. */
function liveBytes() {
  for (let count = 0; count < 3; count++) globalThis.gc?.();
  const {heapUsed, external} = process.memoryUsage();
  return heapUsed + external;
}

/** @typedef {import('claw').Connection} Connection */
/** @typedef {import('claw').Stream} Stream */

/** What a connection holds, which is nothing when all has been said. @param {Connection} connection */
function held({transport: {openStreams, transport}}) {
  if (!transport) throw new Error('the connection is gone');
  const {streams} = transport;
  const waiting = streams.queuedBytes() + streams.heldCost;
  const timers = Number.isFinite(streams.pollTimeout()) ? 1 : 0;
  return {openStreams: openStreams + streams.openStreams, waiting, timers};
}

/** @param {Connection} connection */
async function whenNothingIsHeld(connection) {
  await until(() => Object.values(held(connection)).every((figure) => figure === 0));
  return {liveBytes: liveBytes(), timers: timers()};
}

/** What the other agent began. @typedef {{connection: Connection, stream?: Stream, text?: string}} Heard */
/** @type {Heard[]} */
const heard = [];

/** @returns {Promise<Heard>} */
async function next() {
  for (;;) {
    const first = heard.shift();
    if (first) return first;
    await delay(LOOK_MS);
  }
}

/** @returns {Promise<Stream>} */
async function nextStream() {
  const {stream} = await next();
  if (!stream) throw new Error('a stream was expected');
  return stream;
}

function call() {
  const connection = agent.connect('receiver');
  if (!connection) throw new Error('no connection');
  return connection;
}

async function receiveThroughStop() {
  const stream = await nextStream();
  const wanted = nowMs() + WARM_UP_MS;
  let received = 0;
  /** @param {number} untilMs */
  const read = async (untilMs) => {
    while (nowMs() < untilMs) {
      const message = stream.read();
      if (message) received += message.length;
      else await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await read(wanted);
  const [stoppedAtMs, warmUpBytes] = [nowMs(), received];
  samples.push({atMs: stoppedAtMs, rss: process.memoryUsage.rss()});
  const peakBefore = process.resourceUsage().maxRSS;
  if (what === 'blocked') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STOP_MS);
  else await delay(STOP_MS);
  const stoppedFor = nowMs() - stoppedAtMs;
  await read(nowMs() + 1000);
  // Samples cannot be taken while the thread stands still; the kernel keeps the peak, in KiB.
  const peak = process.resourceUsage().maxRSS;
  if (peak > peakBefore) samples.push({atMs: nowMs(), rss: peak * 1024});
  const result = {stoppedAtMs, stoppedFor, endedAtMs: nowMs(), received, warmUpBytes};
  return result;
}

async function sendThroughStop() {
  const connection = call();
  const stream = connection.openStream({priority: 'bulk'});
  const message = Buffer.alloc(16 * 1024);
  let sent = 0;
  while (stream.send(message)) {
    sent += message.length;
    await stream.drained();
    if (stream.bufferedBytes > 1024 * 1024) await new Promise((resolve) => setImmediate(resolve));
  }
  return {sent};
}

/** @type {import('claw').StreamMode[]} */
const MODES = [
  {},
  {ordered: false},
  {ordered: false, reliability: {maxRetransmits: 1000}},
  {reliability: {lifetimeMs: 60_000}},
];

/** Rounds of all messages; what lives after each, the first of which warms up. */
async function sendMessages() {
  const connection = call();
  const rounds = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const streams = Array.from({length: STREAMS}, (_, index) =>
      connection.openStream({...MODES[index % MODES.length], priority: 'bulk'}),
    );
    for (let count = 0; count < MESSAGES; count++) {
      streams[count % STREAMS]?.send(Buffer.alloc(200, count));
    }
    for (const stream of streams) stream.finish();
    // All have arrived, and none is read before the receiver is told.
    await until(() => streams.every(({bufferedBytes}) => bufferedBytes === 0));
    connection.sendDatagram(bytes('read'), {priority: 'control'});
    for (const stream of streams) for await (const _ of stream);
    rounds.push(await whenNothingIsHeld(connection));
    await next();
    connection.sendDatagram(bytes('measured'));
  }
  return {rounds};
}

async function receiveMessages() {
  const rounds = [];
  let read = 0;
  for (let round = 0; ; round++) {
    const streams = [];
    let event = await next();
    for (; event.stream; event = await next()) streams.push(event.stream);
    const {connection} = event;
    const unread = held(connection).waiting;
    for (const stream of streams) {
      for await (const _ of stream) read += 1;
      stream.finish();
    }
    rounds.push(await whenNothingIsHeld(connection));
    connection.sendDatagram(bytes('measured'));
    await next();
    if (round < ROUNDS) continue;
    return {rounds, read, unread};
  }
}

const seed = role === 'receiver' ? await SeedServer.listen(address, SEED_PORT) : undefined;
let hasClosed = false;
const agent = new Agent({
  ...{name: role, seedUrl: `ws://${seedAddress}:${SEED_PORT}`, poolSize: 1},
  peer: {bindAddress: address, carrier: carrier === 'datachannel' ? 'datachannel' : 'rtp'},
  onEvent: ({type}) => {
    hasClosed ||= type === 'closed';
  },
  onStream: (connection, stream) => heard.push({connection, stream}),
  onDatagram: (connection, data) => heard.push({connection, text: Buffer.from(data).toString()}),
});
await agent.ready();
if (seed) console.log('ready');
const isSender = role === 'sender';
const run =
  what === 'messages'
    ? isSender
      ? sendMessages
      : receiveMessages
    : isSender
      ? sendThroughStop
      : receiveThroughStop;
const result = await run();
clearInterval(sampler);
console.log(JSON.stringify({...result, ...(what === 'messages' ? {} : {samples})}));
// The receiver leaves first, so that what it was told last is acknowledged.
if (isSender) await until(() => hasClosed);
agent.close();
seed?.close();
