import {execa} from 'execa';

const ANSWER_MS_MAX = 10_000;

/**
 * Asks with STUN bindings (RFC 8489 section 2), one every 20 ms, until one is answered. A program
 * text of its own because the question must be asked from inside the lab's network.
 */
const ASK = `
const [address, port] = process.argv.slice(1);
const socket = require('node:dgram').createSocket('udp4');
const request = Buffer.from('000100002112a442636c61772d7265616479213f', 'hex');
const ask = () => socket.send(request, Number(port), address);
socket.on('error', () => {});
socket.on('message', () => process.exit(0));
setInterval(ask, 20);
ask();
`;

/** Resolves with whether a STUN server answered within 10 s, asked through `command`. */
export async function answersStun(options: {
  command: (argv: readonly string[]) => string[];
  address: string;
  port: number;
}): Promise<boolean> {
  const ask = [process.execPath, '-e', ASK, options.address, String(options.port)];
  const [program = '', ...args] = options.command(ask);
  const {failed} = await execa(program, args, {timeout: ANSWER_MS_MAX, reject: false});
  return !failed;
}
