// Answers each datagram with the address it came from. Asked to "probe", it first sends "unsolicited"
// to the asker from another port, so that an asker that hears the answer alone knows it was filtered.
import {createSocket} from 'node:dgram';

const socket = createSocket('udp4');
const stranger = createSocket('udp4');
socket.on('message', (message, {address, port}) => {
  const answer = () => socket.send(`${address}:${port}`, port, address);
  if (String(message) === 'probe') stranger.send('unsolicited', port, address, answer);
  else answer();
});
socket.bind(Number(process.argv[2]), () => console.log('ready'));
