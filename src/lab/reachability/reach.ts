import type {Endpoint} from '../../stun/message.js';
import {askBinding} from './ask-stun.js';
import {type AllocationFacts, askAllocation} from './ask-turn.js';
import type {CarrierListener} from './carrier.js';
import {Conversation} from './conversation.js';
import {Problem, type ProblemFacts} from './problem.js';
import {type Family, type ResolvedAddress, resolveHost} from './resolve.js';
import {type Server, serverUri} from './server-uri.js';
import {openStreamCarrier} from './stream-carrier.js';
import type {TurnCredentials} from './turn-requests.js';
import {openUdpCarrier} from './udp-carrier.js';

/** What came of asking a server at each of its addresses. */
export interface ServerReach {
  server: string;
  kind: Server['kind'];
  transport: Server['transport'];
  /** It does what it was asked for, over one family at least: a client needs no more. */
  works: boolean;
  /** Empty when the name does not resolve; `problem` says so. */
  addresses: AddressReach[];
  problem?: ProblemFacts;
}

export interface AddressReach extends Endpoint {
  family: Family;
  /** It answered as a STUN server, if only with an error. */
  reachable: boolean;
  /** From a request to its answer; null without one. */
  rttMs: number | null;
  /** This machine's address as the server sees it. */
  mapped: Endpoint | null;
  /** TURN servers that are reachable only. */
  allocation?: AllocationFacts;
  problem?: ProblemFacts;
}

export interface ReachOptions {
  credentials?: TurnCredentials;
  /** How long each question may take. Default 5 s: four attempts over UDP. */
  answerMsMax?: number;
}

const ANSWER_MS_MAX = 5000;

/**
 * Asks a STUN or TURN server, over IPv4 and then IPv6 where its name has both: two allocations at
 * once could be more than the server allows the user.
 */
export async function reachServer(
  server: Server,
  options: ReachOptions = {},
): Promise<ServerReach> {
  const facts = {server: serverUri(server), kind: server.kind, transport: server.transport};
  try {
    const resolved = await resolveHost(server.host);
    const addresses: AddressReach[] = [];
    for (const address of resolved) addresses.push(await reachAddress(server, address, options));
    return {...facts, works: addresses.some(doesItsWork), addresses};
  } catch (error) {
    return {...facts, works: false, addresses: [], problem: factsOf(error)};
  }
}

/** A relay that wants credentials nobody gave it is as reachable as one can tell. */
function doesItsWork({reachable, problem, allocation}: AddressReach): boolean {
  return reachable && problem === undefined && allocation?.state !== 'refused';
}

async function reachAddress(
  server: Server,
  {family, address}: ResolvedAddress,
  {credentials, answerMsMax = ANSWER_MS_MAX}: ReachOptions,
): Promise<AddressReach> {
  const place = {family, address, port: server.port};
  const conversation = new Conversation({
    open: (listener) => openCarrier(server, place, listener),
    lossy: server.transport === 'udp',
    answerMsMax,
  });
  try {
    const facts =
      server.kind === 'turn'
        ? await askAllocation(conversation, credentials)
        : await askBinding(conversation);
    return {...place, reachable: true, ...facts};
  } catch (error) {
    return {...place, reachable: false, rttMs: null, mapped: null, problem: factsOf(error)};
  } finally {
    conversation.close();
  }
}

function openCarrier({transport, host}: Server, place: Endpoint, listener: CarrierListener) {
  if (transport === 'udp') return openUdpCarrier(place, listener);
  return openStreamCarrier(place, listener, transport === 'tls' ? host : undefined);
}

function factsOf(error: unknown): ProblemFacts {
  if (error instanceof Problem) return error.facts;
  throw error;
}
