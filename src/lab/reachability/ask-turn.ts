import {errorCodeOf, textOf, uint32Of, xorAddressOf} from '../../stun/attributes.js';
import {type Endpoint, type StunMessage, StunAttributeType as Type} from '../../stun/message.js';
import {refusalOf} from './ask-stun.js';
import type {Answer, Conversation} from './conversation.js';
import {Problem, type ProblemFacts} from './problem.js';
import {
  allocate,
  allocateUnsigned,
  type Challenge,
  release,
  type TurnCredentials,
} from './turn-requests.js';

/**
 * `granted`: there was a relayed address, given back at once. `wantsCredentials`: the server wants
 * credentials, and there are none.
 */
export type AllocationFacts =
  | {state: 'granted'; relayed: Endpoint; lifetimeSeconds: number | null}
  | {state: 'refused'; problem: ProblemFacts}
  | {state: 'wantsCredentials'};

export interface TurnFacts {
  rttMs: number;
  /** This machine's address as the server sees it; null when the server did not say. */
  mapped: Endpoint | null;
  allocation: AllocationFacts;
}

const UNAUTHENTICATED = 401;
const STALE_NONCE = 438;

/**
 * Asks for an allocation (RFC 8656 section 7) and gives it back. Rejects with a `Problem` when
 * there is no answer.
 */
export async function askAllocation(
  conversation: Conversation,
  credentials?: TurnCredentials,
): Promise<TurnFacts> {
  const first = await conversation.ask(allocateUnsigned);
  const {rttMs} = first;
  const challenge = challengeOf(first.message);
  if (challenge === undefined) return settle(conversation, first, rttMs);
  if (!credentials) return {rttMs, mapped: null, allocation: {state: 'wantsCredentials'}};
  const second = await askSigned(conversation, credentials, challenge);
  const stale = errorCodeOf(second.message) === STALE_NONCE;
  const fresh = (stale ? nonceOf(second.message) : undefined) ?? challenge;
  const last = stale ? await askSigned(conversation, credentials, fresh) : second;
  return settle(conversation, last, rttMs, () => release(credentials, fresh));
}

/** Reads the last answer. A relay that is not given back would count against the user's quota. */
async function settle(
  conversation: Conversation,
  {message}: Answer,
  rttMs: number,
  makeRelease = () => release(),
): Promise<TurnFacts> {
  if (message.class === 'error') {
    return {rttMs, mapped: null, allocation: {state: 'refused', problem: refusalOf(message)}};
  }
  const relayed = xorAddressOf(message, Type.xorRelayedAddress);
  if (relayed === undefined) throw new Problem('NOT_STUN', 'answers without a relayed address');
  const mapped = xorAddressOf(message, Type.xorMappedAddress) ?? null;
  const lifetimeSeconds = uint32Of(message, Type.lifetime) ?? null;
  const request = makeRelease();
  await conversation.ask(() => request).catch(() => undefined);
  return {rttMs, mapped, allocation: {state: 'granted', relayed, lifetimeSeconds}};
}

/** Repeats are the same request: another one would find the allocation of the first. */
function askSigned(
  conversation: Conversation,
  credentials: TurnCredentials,
  challenge: Challenge,
): Promise<Answer> {
  const request = allocate(credentials, challenge);
  return conversation.ask(() => request);
}

/** The realm and nonce that a server answers to a request without credentials. */
function challengeOf(message: StunMessage): Challenge | undefined {
  return errorCodeOf(message) === UNAUTHENTICATED ? nonceOf(message) : undefined;
}

function nonceOf(message: StunMessage): Challenge | undefined {
  const [realm, nonce] = [textOf(message, Type.realm), textOf(message, Type.nonce)];
  return realm === undefined || nonce === undefined ? undefined : {realm, nonce};
}
