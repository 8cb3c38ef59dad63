import type {Endpoint} from '../../stun/message.js';
import type {SocketView} from './classify.js';
import {ProbeSocket} from './probe-socket.js';
import {Change} from './stun-question.js';
import type {StunTargets} from './targets.js';

export interface NatProbeOptions {
  targets: StunTargets;
  /** Address to bind to; absent: any. */
  bindAddress?: string;
  /** The address of a local socket within its site. */
  localOf(socket: Endpoint): Promise<Endpoint>;
  /** Gives up after this. Default 6 s. */
  probeMsMax?: number;
  /** Between two rounds of questions, of about 1 kB. Default 25 ms. */
  roundMs?: number;
  /** How many times the usual evidence a filter needs. Default 1. */
  patience?: number;
}

/** Sockets that ask; the first few also tell mapping, the next few filtering. */
const SOCKETS = 16;
const MAPPERS = 3;
const FILTERERS = 3;
/**
 * From then on a few may stay without an answer: where a NAT hashes, two sockets may want the same
 * external port, and one of them gets none.
 */
const SUFFICIENT_ROUNDS = 40;
/** A filter has kept an answer out when so many others came back meanwhile. */
const CONTROLS_MIN = 8;
const ROUND_MS = 25;
/** What is unanswered is asked again after this many rounds. */
const AGAIN_ROUNDS = 4;
/** Time for an answer that was slower than all others so far. */
const GRACE_MS = 100;
/** Bound of the whole, when nothing or little comes back. */
const PROBE_MS_MAX = 6000;

/**
 * Asks a STUN server from several sockets as RFC 5780 section 4 says, all at once. What is lost is
 * asked again. Absence of an answer counts only beside answers to other questions asked at the
 * same time on the same socket, so that loss on the way is not taken for a filter.
 */
export async function observeNat(options: NatProbeOptions): Promise<SocketView[]> {
  const {targets, bindAddress, localOf} = options;
  const {probeMsMax = PROBE_MS_MAX, roundMs = ROUND_MS, patience = 1} = options;
  const againMs = AGAIN_ROUNDS * roundMs;
  const filterKnown = (socket: ProbeSocket) => isFilterKnown(socket, patience);
  const sockets: ProbeSocket[] = [];
  for (let i = 0; i < SOCKETS; i += 1) sockets.push(await ProbeSocket.open(bindAddress));
  const locals = await Promise.all(sockets.map((socket) => localOf(socket.local)));
  const mappers = sockets.slice(0, MAPPERS);
  const filterers = sockets.slice(MAPPERS, MAPPERS + FILTERERS);

  const ask = () => {
    // In this order, so that what the NAT counts up shows: each socket's first packet is here.
    for (const socket of sockets) socket.askUntilAnswered('primary', targets.primary, againMs);
    for (const socket of mappers) {
      socket.askUntilAnswered('otherAddress', targets.otherAddress, againMs);
      socket.askUntilAnswered('otherBoth', targets.otherBoth, againMs);
    }
    for (const socket of filterers) {
      socket.ask('control', {to: targets.primary, change: Change.none, from: targets.primary});
      socket.ask('enterPort', {to: targets.primary, change: Change.port, from: targets.otherPort});
      socket.ask('enterBoth', {
        to: targets.primary,
        change: Change.addressAndPort,
        from: targets.otherBoth,
      });
    }
  };
  const answered = () => sockets.filter((socket) => socket.has('primary')).length;
  const mapped = () =>
    mappers.filter((socket) => socket.has('otherAddress') && socket.has('otherBoth')).length;
  const filtered = () => filterers.filter(filterKnown).length;
  const have = (missing: number) =>
    answered() >= SOCKETS - 4 * missing &&
    mapped() >= MAPPERS - missing &&
    filtered() >= FILTERERS - missing;
  let rounds = 0;
  const settled = () => {
    rounds += 1;
    return have(0) || (rounds > SUFFICIENT_ROUNDS && have(1));
  };

  await untilSettled({ask, settled, roundMs, probeMsMax});
  const views = sockets.map((socket, index) => viewOf(socket, locals[index] ?? socket.local));
  for (const socket of sockets) socket.close();
  return views;

  function viewOf(socket: ProbeSocket, local: Endpoint): SocketView {
    const entered = filterers.includes(socket) && filterKnown(socket);
    return {
      local,
      mapped: {
        ...optional('primary', socket.mapped('primary')),
        ...optional('otherAddress', socket.mapped('otherAddress')),
        ...optional('otherBoth', socket.mapped('otherBoth')),
      },
      ...(entered
        ? {entered: {otherPort: socket.has('enterPort'), otherBoth: socket.has('enterBoth')}}
        : {}),
    };
  }
}

/** Everything came in, or what did not has had its time. */
function isFilterKnown(socket: ProbeSocket, patience: number): boolean {
  if (socket.has('enterPort') && socket.has('enterBoth')) return true;
  const enoughMs = socket.answeredMs('control', CONTROLS_MIN * patience);
  if (enoughMs === undefined) return false;
  return performance.now() >= enoughMs + GRACE_MS * patience + socket.slowestMs;
}

function optional<K extends string>(key: K, value: Endpoint | undefined): {[P in K]?: Endpoint} {
  return (value ? {[key]: value} : {}) as {[P in K]?: Endpoint};
}

function untilSettled(options: {
  ask(): void;
  settled(): boolean;
  roundMs: number;
  probeMsMax: number;
}): Promise<void> {
  const {ask, settled, roundMs, probeMsMax} = options;
  const endMs = performance.now() + probeMsMax;
  ask();
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (settled() || performance.now() > endMs) {
        clearInterval(timer);
        resolve();
      } else ask();
    }, roundMs);
  });
}
