import {createSocket} from 'node:dgram';
import {lookup} from 'node:dns/promises';
import {once} from 'node:events';
import {ClawError, ExitCode} from '../../errors.js';
import type {Endpoint} from '../../stun/message.js';
import {bindingRequest, Change, readBinding} from './stun-question.js';
import {type StunTargets, stunTargets} from './targets.js';

const ANSWER_MS_MAX = 5000;
const AGAIN_MS = 250;

/**
 * Asks a STUN server for its other address (RFC 5780 section 4.2).
 *
 * Rejects with `STUN_NO_ADDRESS` when the name has no IPv4 address, `STUN_NO_ANSWER` when nothing
 * comes back within 5 s, `STUN_ONE_ADDRESS` when the server has no other address.
 */
export async function discoverTargets(host: string, port: number): Promise<StunTargets> {
  const {address} = await lookup(host, {family: 4}).catch((cause: unknown) => {
    throw new ClawError(`${host} has no IPv4 address that could be found`, {
      code: 'STUN_NO_ADDRESS',
      hint: 'Check the name, or give an address.',
      cause,
    });
  });
  const primary = {address, port};
  const other = await otherAddressOf(primary);
  if (other && other.address !== address && other.port !== port) return stunTargets(primary, other);
  throw new ClawError(`${host}:${port} has no second address to answer from (RFC 5780)`, {
    code: 'STUN_ONE_ADDRESS',
    exitCode: ExitCode.inconclusive,
    hint: 'A NAT can only be classified with a server of two addresses and two ports, for example coturn with two listening-ip.',
  });
}

async function otherAddressOf(primary: Endpoint): Promise<Endpoint | undefined> {
  const socket = createSocket('udp4');
  const {bytes} = bindingRequest(Change.none);
  const ask = () => socket.send(bytes, primary.port, primary.address, () => undefined);
  const signal = AbortSignal.timeout(ANSWER_MS_MAX);
  ask();
  const again = setInterval(ask, AGAIN_MS);
  try {
    for (;;) {
      const [message] = (await once(socket, 'message', {signal})) as [Buffer];
      const answer = readBinding(message);
      if (answer) return answer.other;
    }
  } catch (cause) {
    throw new ClawError(`no answer from STUN server ${primary.address}:${primary.port}`, {
      code: 'STUN_NO_ANSWER',
      exitCode: ExitCode.inconclusive,
      hint: 'Either it is not a STUN server, or UDP to it is blocked on this network.',
      cause,
    });
  } finally {
    clearInterval(again);
    socket.close();
  }
}
