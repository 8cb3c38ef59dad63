export type ProblemCode =
  | 'NAME_UNRESOLVED'
  | 'NO_ANSWER'
  | 'PORT_CLOSED'
  | 'NO_ROUTE'
  | 'CONNECTION_LOST'
  | 'TLS_FAILED'
  | 'NOT_STUN'
  | 'REFUSED';

/** Why a server could not be used, as a fact for programs and for people. */
export interface ProblemFacts {
  code: ProblemCode;
  message: string;
  /** What to try. */
  hint: string;
  /** ERROR-CODE of the server's answer (RFC 8489 section 14.8), for `REFUSED` only. */
  errorCode?: number;
}

const HINTS: Record<Exclude<ProblemCode, 'REFUSED'>, string> = {
  NAME_UNRESOLVED: 'Check the spelling, and the resolver of this machine.',
  NO_ANSWER: 'Check host and port; a firewall on the way may drop this traffic.',
  PORT_CLOSED: 'Check the port, and that the server runs and listens on this transport.',
  NO_ROUTE: 'This machine has no route to addresses of this family.',
  CONNECTION_LOST: 'Check the port: a TLS port wants turns:, a plain one turn:.',
  TLS_FAILED: 'Check name and certificate; NODE_EXTRA_CA_CERTS=FILE adds a CA of your own.',
  NOT_STUN: 'Another service listens on this port; check it.',
};

/** What to try when a server refuses an allocation (RFC 8489 section 14.8, RFC 8656 section 19). */
const REFUSAL_HINTS: Record<number, string> = {
  300: 'The server names another one to use instead.',
  400: 'The server does not take the request as it is; it may not speak TURN.',
  401: 'Check user, password and the clock: credentials of limited time may be over.',
  403: 'The server forbids it to this user or from this address.',
  437: 'The server holds another allocation of this address; try again in a minute.',
  438: 'The server keeps changing its nonce; try again.',
  440: 'The server relays no addresses of this family.',
  441: 'The address is in use with another user.',
  442: 'The server does not relay UDP.',
  486: 'The user has as many allocations as the server allows.',
  508: 'The server has no relay ports left.',
};

/** An address of a server that did not do what was asked of it. */
export class Problem extends Error {
  readonly facts: ProblemFacts;

  constructor(code: Exclude<ProblemCode, 'REFUSED'>, message: string) {
    super(message);
    this.facts = {code, message, hint: HINTS[code]};
  }
}

/** An answer with an error code. `reason` is the server's own word for it, and may be anything. */
export function refused(errorCode: number, reason: string): ProblemFacts {
  const word = reason.replace(/[^\x20-\x7e]/g, '').slice(0, 60);
  return {
    code: 'REFUSED',
    message: `${errorCode} ${word}`.trim(),
    hint: REFUSAL_HINTS[errorCode] ?? 'The log of the server says more.',
    errorCode,
  };
}

/** What a socket's error means. */
export function socketProblem(error: NodeJS.ErrnoException): Problem {
  switch (error.code) {
    case 'ECONNREFUSED':
      return new Problem('PORT_CLOSED', 'nothing listens there');
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return new Problem('NO_ROUTE', 'no route to it');
    case 'ECONNRESET':
    case 'EPIPE':
      return new Problem('CONNECTION_LOST', 'closed without an answer');
    default:
      return new Problem('NO_ANSWER', error.message);
  }
}
