// Sends one message to each `address:port` from a single socket, one after the other, again until
// it is answered, and prints every message heard as JSON: [{from, text}].
import {createSocket} from 'node:dgram';

const [message, ...targets] = process.argv.slice(2);
const socket = createSocket('udp4');
const heard = [];
for (const target of targets) {
  const [address, port] = target.split(':');
  await new Promise((resolve) => {
    const send = () => socket.send(message, Number(port), address);
    const again = setInterval(send, 1000);
    const listen = (text, from) => {
      heard.push({from: `${from.address}:${from.port}`, text: String(text)});
      if (heard.at(-1).from !== target) return;
      socket.off('message', listen);
      clearInterval(again);
      resolve();
    };
    socket.on('message', listen);
    send();
  });
}
console.log(JSON.stringify(heard));
socket.close();
