import {attributeValue, errorCodeOf} from '../../stun/attributes.js';
import {type Endpoint, type StunMessage, StunAttributeType as Type} from '../../stun/message.js';
import {bindingRequest, Change, readBinding} from '../probe/stun-question.js';
import type {Conversation} from './conversation.js';
import {Problem, type ProblemFacts, refused} from './problem.js';

export interface BindingFacts {
  rttMs: number;
  /** This machine's address as the server sees it; null when the server did not say. */
  mapped: Endpoint | null;
  /** Absent: the server answered as asked. */
  problem?: ProblemFacts;
}

/** One Binding (RFC 8489 section 2). Rejects with a `Problem` when there is no answer. */
export async function askBinding(conversation: Conversation): Promise<BindingFacts> {
  const {message, bytes, rttMs} = await conversation.ask(() => bindingRequest(Change.none));
  if (message.class === 'error') return {rttMs, mapped: null, problem: refusalOf(message)};
  const mapped = readBinding(bytes)?.mapped;
  if (mapped === undefined) throw new Problem('NOT_STUN', 'answers without an address');
  return {rttMs, mapped};
}

/** What an error answer says. */
export function refusalOf(message: StunMessage): ProblemFacts {
  const reason = attributeValue(message, Type.errorCode)?.subarray(4).toString('utf8') ?? '';
  return refused(errorCodeOf(message) ?? 0, reason);
}
