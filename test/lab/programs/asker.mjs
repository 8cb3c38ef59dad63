// asker.mjs PORT MESSAGE TARGET...: sends the message to each `address:port` from one socket (bound
// to PORT, 0 for any), one after the other, again until it is answered, and prints every message
// heard as JSON: [{from, text}].
import {createSocket} from 'node:dgram';
import {on, once} from 'node:events';

const [localPort, message = '', ...targets] = process.argv.slice(2);
const socket = createSocket('udp4');
socket.bind(Number(localPort));
await once(socket, 'listening');
/** @type {{from: string, text: string}[]} */
const heard = [];
for (const target of targets) {
  const [address, port] = target.split(':');
  const send = () => socket.send(message, Number(port), address);
  const again = setInterval(send, 1000);
  send();
  await answerFrom(target);
  clearInterval(again);
}
console.log(JSON.stringify(heard));
socket.close();

/** @param {string} target */
async function answerFrom(target) {
  for await (const [text, {address, port}] of on(socket, 'message')) {
    heard.push({from: `${address}:${port}`, text: String(text)});
    if (heard.at(-1)?.from === target) return;
  }
}
