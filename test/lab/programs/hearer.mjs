// Listens at the given address on UDP port 5000 and TCP ports 80, 443 and 8080. To who connects to 443 it tells what it
// has heard so far from that address: ["tcp 80","udp"].
import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {createServer} from 'node:net';

const [, , listenAt] = process.argv;

/** @type {Map<string, Set<string>>} */
const heard = new Map();
/** @param {string | undefined} address @param {string} what */
const note = (address = '', what) => {
  const from = heard.get(address) ?? new Set();
  heard.set(address, from.add(what));
};
/** What lies in other sockets is read in the next turn of the event loop. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

const udp = createSocket('udp4', (_, {address}) => note(address, 'udp'));
udp.bind(5000, listenAt);
await once(udp, 'listening');
for (const port of [80, 443, 8080]) {
  const server = createServer(async (socket) => {
    const address = socket.remoteAddress?.replace('::ffff:', '');
    if (port !== 443) return note(address, `tcp ${port}`);
    await turn();
    await turn();
    socket.end(JSON.stringify([...(heard.get(address ?? '') ?? [])].sort()));
  });
  server.listen(port, listenAt);
  await once(server, 'listening');
}
console.log('ready');
