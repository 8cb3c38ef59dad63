// UDP traffic over a link, one part of it per process:
//
//   echo <port>                              answer every datagram; prints "ready"
//   rtt <address> <port> <count>             one datagram after the other; prints round trips in ms
//   sink <port>                              prints "ready", and after "end" what was received
//   blast <address> <port> <count> <bytes> <per ms>   numbered datagrams at an even rate
//   end <address> <port>                     tell a sink to finish
//   collect <port>                           prints "ready", and after "end" the [number, time] of each
//   train <address> <port> <count> <bytes> <per ms> <tail in ms>
//                                            a blast, then silence, then "end" until that is certain
//                                            to come through; prints the time each was sent
//
// Times of trains are in ms on the monotonic clock, which all processes of a machine share.
import {createSocket} from 'node:dgram';

/** Of this many in a row one comes through whatever the link does, unless it loses everything. */
const ENDS = 40;
const END_EVERY_MS = 5;

const [part, ...words] = process.argv.slice(2);
const socket = createSocket('udp4');
if (part === 'echo') echo(Number(words[0]));
else if (part === 'sink') sink(Number(words[0]));
else if (part === 'collect') collect(Number(words[0]));
else {
  const [address, port, ...numbers] = words;
  socket.connect(Number(port), address, () => talk(numbers.map(Number)));
}

/** @param {number[]} numbers */
function talk([count = 0, bytes = 0, perMs = 0, tailMs = 0]) {
  if (part === 'rtt') return rtt(count);
  if (part === 'blast') return blast(count, bytes, perMs);
  if (part === 'train') return train(count, bytes, perMs, tailMs);
  return socket.send('end', () => socket.close());
}

/** @param {number} port */
function echo(port) {
  socket.on('message', (message, from) => socket.send(message, from.port, from.address));
  socket.bind(port, () => console.log('ready'));
}

/** @param {number} count */
async function rtt(count) {
  const tripsMs = [];
  for (let n = 0; n < count; n++) {
    const startMs = performance.now();
    await new Promise((resolve) => {
      socket.once('message', resolve);
      socket.send('ping');
    });
    tripsMs.push(performance.now() - startMs);
  }
  console.log(JSON.stringify(tripsMs));
  socket.close();
}

/** @param {number} port */
function sink(port) {
  const seen = {received: 0, reordered: 0, firstMs: 0, lastMs: 0};
  let lastNumber = -1;
  socket.on('message', (message) => {
    if (message.length === 3) {
      console.log(JSON.stringify(seen));
      socket.close();
      return;
    }
    const number = message.readUInt32BE();
    if (number < lastNumber) seen.reordered++;
    lastNumber = number;
    seen.lastMs = performance.now();
    if (seen.received++ === 0) seen.firstMs = seen.lastMs;
  });
  socket.bind(port, () => {
    socket.setRecvBufferSize(1 << 20);
    console.log('ready');
  });
}

/**
 * @param {number} count
 * @param {number} bytes
 * @param {number} perMs
 */
function blast(count, bytes, perMs) {
  const payload = Buffer.alloc(bytes);
  const startMs = performance.now();
  let [sent, left] = [0, 0];
  const timer = setInterval(() => {
    const due = Math.min(count, (performance.now() - startMs) * perMs);
    for (; sent < due; sent++) {
      payload.writeUInt32BE(sent);
      socket.send(Buffer.from(payload), () => {
        if (++left === count) socket.close();
      });
    }
    if (sent === count) clearInterval(timer);
  }, 1);
}

/** @param {number} port */
function collect(port) {
  /** @type {[number, number][]} */
  const arrivals = [];
  socket.on('message', (message) => {
    if (message.length > 3) {
      arrivals.push([message.readUInt32BE(), nowMs()]);
      return;
    }
    console.log(JSON.stringify(arrivals));
    socket.close();
  });
  socket.bind(port, () => {
    socket.setRecvBufferSize(1 << 20);
    console.log('ready');
  });
}

/**
 * @param {number} count
 * @param {number} bytes
 * @param {number} perMs
 * @param {number} tailMs
 */
function train(count, bytes, perMs, tailMs) {
  /** @type {number[]} */
  const sentMs = [];
  const startMs = nowMs();
  // Whoever collects is gone after the first "end".
  socket.on('error', () => undefined);
  const timer = setInterval(() => {
    const due = Math.min(count, Math.floor((nowMs() - startMs) * perMs) + 1);
    while (sentMs.length < due) {
      const payload = Buffer.alloc(bytes);
      payload.writeUInt32BE(sentMs.length);
      sentMs.push(nowMs());
      socket.send(payload, () => undefined);
    }
    if (sentMs.length < count) return;
    clearInterval(timer);
    console.log(JSON.stringify(sentMs));
    setTimeout(() => sayEnd(ENDS), tailMs);
  }, 1);
}

/** @param {number} times */
function sayEnd(times) {
  if (times === 0) {
    socket.close();
    return;
  }
  socket.send('end', () => undefined);
  setTimeout(() => sayEnd(times - 1), END_EVERY_MS);
}

function nowMs() {
  return Number(process.hrtime.bigint()) / 1e6;
}
