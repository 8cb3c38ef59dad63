/** What two agents tell each other to meet. Carried by a seed or by an existing connection. */
export type Signal =
  | Description
  /** A candidate found after the description was sent (trickle ICE, RFC 8838). */
  | {kind: 'candidate'; attempt: string; candidate: Candidate}
  /** `isOver`: not only this attempt has ended, the sender wants no connection any more. */
  | {kind: 'close'; attempt: string; reason: string; isOver?: true};

/** An offer, or with `replyTo` an answer, with the candidates known so far. */
export interface Description {
  kind: 'describe';
  attempt: string;
  /** The attempt of the offer that this answers. */
  replyTo?: string;
  reach: Reach;
  /** Of a relayed attempt: how both sides are to reach their relays, where they can; absent: as works. */
  relay?: RelayWish;
  /** Whether the sender's NAT gives it another address for every destination (RFC 4787 section 4.1). */
  symmetric: boolean;
  /** The sender's round trip to the seed. Half of both sides' is how long a signal travels. */
  seedRttMs: number;
  sdp: string;
  candidates: Candidate[];
}

/** What an attempt may use: the direct way only, or relays as well. Each is a PeerConnection. */
export type Reach = 'direct' | 'relayed';

/** What a side uses on its way to its relay. */
export type RelayWish = 'udp' | 'tcp' | 'tls';

export interface Candidate {
  /** `candidate:…` as in RFC 8839 section 5.1. */
  line: string;
  /** Media identification tag of the section it belongs to. */
  mid: string;
}

/** Of the reason of a close. */
export const REASON_CHARS_MAX = 256;

/** Bounds on what a peer may send; anything beyond is refused whole. */
const LIMITS = {
  attemptChars: 64,
  sdpChars: 16_384,
  candidates: 64,
  candidateChars: 512,
  midChars: 32,
  reasonChars: REASON_CHARS_MAX,
  seedRttMs: 60_000,
} as const;

/** Reads a signal from untrusted JSON. `undefined` when it is not one. */
export function parseSignal(value: unknown): Signal | undefined {
  if (!isRecord(value) || !isText(value['attempt'], LIMITS.attemptChars)) return undefined;
  const attempt = value['attempt'];
  switch (value['kind']) {
    case 'describe':
      return parseDescribe(value, attempt);
    case 'candidate': {
      const candidate = parseCandidate(value['candidate']);
      return candidate && {kind: 'candidate', attempt, candidate};
    }
    case 'close':
      return parseClose(value, attempt);
    default:
      return undefined;
  }
}

function parseClose(value: Record<string, unknown>, attempt: string): Signal | undefined {
  const {reason, isOver} = value as Partial<Record<string, unknown>>;
  if (!isText(reason, LIMITS.reasonChars)) return undefined;
  return {kind: 'close', attempt, reason, ...(isOver === true ? {isOver} : {})};
}

function parseDescribe(value: Record<string, unknown>, attempt: string): Signal | undefined {
  const {sdp, replyTo, candidates, reach, relay, symmetric, seedRttMs} = value as Partial<
    Record<string, unknown>
  >;
  if (reach !== 'direct' && reach !== 'relayed') return undefined;
  if (typeof symmetric !== 'boolean' || typeof seedRttMs !== 'number') return undefined;
  if (!(seedRttMs >= 0 && seedRttMs <= LIMITS.seedRttMs)) return undefined;
  if (!isText(sdp, LIMITS.sdpChars)) return undefined;
  if (replyTo !== undefined && !isText(replyTo, LIMITS.attemptChars)) return undefined;
  if (!Array.isArray(candidates) || candidates.length > LIMITS.candidates) return undefined;
  const parsed = candidates.map(parseCandidate);
  if (parsed.includes(undefined)) return undefined;
  return {
    kind: 'describe',
    attempt,
    ...(replyTo === undefined ? {} : {replyTo}),
    reach,
    // A way that this side does not know is as good as none: it may choose.
    ...(isRelayWish(relay) ? {relay} : {}),
    symmetric,
    seedRttMs,
    sdp,
    candidates: parsed as Candidate[],
  };
}

function parseCandidate(value: unknown): Candidate | undefined {
  if (!isRecord(value)) return undefined;
  const {line, mid} = value as {line?: unknown; mid?: unknown};
  if (!isText(line, LIMITS.candidateChars) || !isText(mid, LIMITS.midChars)) return undefined;
  return {line, mid};
}

function isRelayWish(value: unknown): value is RelayWish {
  return value === 'udp' || value === 'tcp' || value === 'tls';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown, charsMax: number): value is string {
  return typeof value === 'string' && value.length <= charsMax;
}
