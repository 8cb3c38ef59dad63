// knocker.mjs ADDRESS: knocks at every port of hearer.mjs there, at TCP port 443 last, and prints
// what was heard. Packets keep their order, so what was not heard by then was dropped.
import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {connect} from 'node:net';
import {text} from 'node:stream/consumers';

const address = process.argv[2] ?? '';
const udp = createSocket('udp4');
udp.send('knock', 5000, address);
await once(udp, 'listening');
const others = [80, 8080].map((port) => connect(port, address).on('error', () => undefined));
console.log(await text(connect(443, address)));
for (const socket of others) socket.destroy();
udp.close();
