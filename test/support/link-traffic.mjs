// UDP traffic over a link, one part of it per process:
//
//   echo <port>                              answer every datagram; prints "ready"
//   rtt <address> <port> <count>             one datagram after the other; prints round trips in ms
//   sink <port>                              prints "ready", and after "end" what was received
//   blast <address> <port> <count> <bytes> <per ms>   numbered datagrams at an even rate
//   end <address> <port>                     tell a sink to finish
import {createSocket} from 'node:dgram';

const [part, ...words] = process.argv.slice(2);
const socket = createSocket('udp4');
if (part === 'echo') echo(Number(words[0]));
else if (part === 'sink') sink(Number(words[0]));
else {
  const [address, port, ...numbers] = words;
  socket.connect(Number(port), address, () => talk(numbers.map(Number)));
}

/** @param {number[]} numbers */
function talk([count = 0, bytes = 0, perMs = 0]) {
  if (part === 'rtt') return rtt(count);
  if (part === 'blast') return blast(count, bytes, perMs);
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
