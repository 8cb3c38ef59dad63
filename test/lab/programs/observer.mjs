// Answers each datagram with the address it came from. Before it answers
//   "probe"             it sends "unsolicited" to the asker from another port of its own;
//   "via ADDRESS:PORT"  it has the observer there do so, from that one's address.
// So an asker that hears the answer alone knows that its NAT dropped the rest.
import {createSocket} from 'node:dgram';

/** @typedef {{address: string, port: number}} Endpoint */

const socket = createSocket('udp4');
const stranger = createSocket('udp4');
/**
 * Answers to give once the other observer has done its part, by asker.
 * @type {Map<string, () => void>}
 */
const owed = new Map();

/** @param {Endpoint} end */
const textOf = ({address, port}) => `${address}:${port}`;
/** @param {string} text */
const endpoint = (text) => {
  const [address = '', port] = text.split(':');
  return {address, port: Number(port)};
};
/** @param {import('node:dgram').Socket} from @param {string} text @param {Endpoint} target */
const send = (from, text, {port, address}) =>
  new Promise((resolve) => from.send(text, port, address, resolve));

/** @type {Record<string, (asker: Endpoint, argument: string) => Promise<unknown>>} */
const orders = {
  probe: (asker) => send(stranger, 'unsolicited', asker),
  via: async (asker, other) => {
    await send(socket, `hit ${textOf(asker)}`, endpoint(other));
    await new Promise((resolve) => owed.set(textOf(asker), () => resolve(undefined)));
  },
  hit: (_, target) => send(socket, 'unsolicited', endpoint(target)),
};

socket.on('message', async (message, from) => {
  const [order = '', argument = ''] = String(message).split(' ');
  if (order === 'done') return owed.get(argument)?.();
  await orders[order]?.(from, argument);
  await send(socket, order === 'hit' ? `done ${argument}` : textOf(from), from);
});
socket.bind(Number(process.argv[2]), () => console.log('ready'));
