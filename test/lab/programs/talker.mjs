// talker.mjs PORT [udp6]: sends what it reads as `["text","address",port]`, a line each, from a socket
// bound to PORT, and prints what it hears as `["text","address:port"]`; first `["ready",""]`.
import {createSocket} from 'node:dgram';
import {createInterface} from 'node:readline';

/** @param {string} text @param {string} from */
const print = (text, from) => console.log(JSON.stringify([text, from]));
const type = process.argv[3] === 'udp6' ? 'udp6' : 'udp4';
const socket = createSocket(type, (text, {address, port}) =>
  print(String(text), `${address}:${port}`),
);
socket.bind(Number(process.argv[2]), () => print('ready', ''));
const lines = createInterface({input: process.stdin});
lines.on('line', (line) => {
  const [text, address, port] = JSON.parse(line);
  socket.send(text, port, address);
});
lines.on('close', () => socket.close());
