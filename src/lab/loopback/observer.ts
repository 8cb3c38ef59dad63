import {uint32Of, xorAddressAttribute} from '../../stun/attributes.js';
import {decodeStun} from '../../stun/decode.js';
import {encodeStun} from '../../stun/encode.js';
import {type Endpoint, StunMethod, StunAttributeType as Type} from '../../stun/message.js';
import {Reflector} from '../probe/reflector.js';
import {Change, Rfc5780} from '../probe/stun-question.js';
import type {StunTargets} from '../probe/targets.js';

type Name = keyof StunTargets;

/** From where the server answers when it is asked to change its port. */
const OTHER_PORT: Record<Name, Name> = {
  primary: 'otherPort',
  otherPort: 'primary',
  otherAddress: 'otherBoth',
  otherBoth: 'otherAddress',
};
const OTHER_BOTH: Record<Name, Name> = {
  primary: 'otherBoth',
  otherPort: 'otherAddress',
  otherAddress: 'otherPort',
  otherBoth: 'primary',
};

/**
 * What the independent probe asks in the core of the loopback fabric, sans-IO: a STUN server of two
 * addresses and two ports (RFC 5780) that reflects trains of packets too.
 */
export class Observer {
  readonly #reflector = new Reflector();

  /** The answer to what `client` sent to `endpoint`, and from where it goes; undefined for none. */
  handle(client: Endpoint, endpoint: Name, bytes: Buffer): {from: Name; bytes: Buffer} | undefined {
    const echo = this.#reflector.handle(process.hrtime.bigint(), bytes);
    if (echo) return {from: endpoint, bytes: echo};
    const request = decodeStun(bytes);
    if (request?.class !== 'request' || request.method !== StunMethod.binding) return undefined;
    const {transactionId} = request;
    const answer = encodeStun({
      class: 'success',
      method: StunMethod.binding,
      transactionId,
      attributes: [xorAddressAttribute(Type.xorMappedAddress, client, transactionId)],
    });
    return {from: answersFrom(endpoint, uint32Of(request, Rfc5780.changeRequest)), bytes: answer};
  }
}

function answersFrom(endpoint: Name, change: number | undefined): Name {
  if (change === Change.port) return OTHER_PORT[endpoint];
  return change === Change.addressAndPort ? OTHER_BOTH[endpoint] : endpoint;
}
