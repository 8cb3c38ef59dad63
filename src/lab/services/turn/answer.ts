import {errorCodeAttribute} from '../../../stun/attributes.js';
import {encodeStun} from '../../../stun/encode.js';
import {type StunAttribute, StunAttributeType, type StunMessage} from '../../../stun/message.js';

/** What a request leads to. */
export type Answer =
  | {ok: true; attributes: StunAttribute[]}
  | {ok: false; code: number; reason: string; attributes: StunAttribute[]};

export function success(...attributes: StunAttribute[]): Answer {
  return {ok: true, attributes};
}

export function failure(code: number, reason: string, attributes: StunAttribute[] = []): Answer {
  return {ok: false, code, reason, attributes};
}

/** The response to `request`; signed when the request was. */
export function encodeAnswer(request: StunMessage, answer: Answer, key?: Buffer): Buffer {
  return encodeStun(
    {
      class: answer.ok ? 'success' : 'error',
      method: request.method,
      transactionId: request.transactionId,
      attributes: answer.ok
        ? answer.attributes
        : [errorCodeAttribute(answer.code, answer.reason), ...answer.attributes],
    },
    {fingerprint: true, ...(key ? {key} : {})},
  );
}

const UNDERSTOOD = new Set<number>(Object.values(StunAttributeType));

/**
 * 420 for a request with an attribute that must be understood and is not (RFC 8489 section
 * 6.3.1). Types from 0x8000 on may be ignored.
 */
export function unknownAttributes({attributes}: StunMessage): Answer | undefined {
  const unknown = attributes
    .map(({type}) => type)
    .filter((type) => type < 0x8000 && !UNDERSTOOD.has(type));
  if (unknown.length === 0) return undefined;
  const value = Buffer.alloc(unknown.length * 2);
  for (const [index, type] of unknown.entries()) value.writeUInt16BE(type, index * 2);
  return failure(420, 'Unknown Attribute', [{type: StunAttributeType.unknownAttributes, value}]);
}
