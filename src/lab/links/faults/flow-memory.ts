import {type DtlsDatagram, HandshakeType, hasCookie} from './dtls.js';

/** Where a datagram stands in the DTLS conversation of its flow, as far as one direction shows it. */
export interface FlowPosition {
  /** Flight of a full handshake, 1 to 6 (RFC 6347 section 4.2.4). */
  flight: number | undefined;
  /** Number of this transmission of the flight among all of the memory; a repetition is another. */
  transmission: number;
  /** Whether it goes on with a transmission of which an earlier datagram was seen. */
  isContinued: boolean;
  /** First application data after a handshake. */
  isFirstData: boolean;
}

interface Flow {
  isClient: boolean;
  /** A handshake was seen and no application data since. */
  isHandshaking: boolean;
  flight: number | undefined;
  order: number;
  transmission: number;
}

/** Flows beyond that forget the one heard of longest ago. */
const FLOWS_MAX = 4096;
/** Positions behind every plain message of a flight: ChangeCipherSpec, then Finished. */
const ORDER_CHANGE_CIPHER_SPEC = 2 ** 40;
const ORDER_FINISHED = ORDER_CHANGE_CIPHER_SPEC + 1;

/**
 * Remembers for every flow what of DTLS it has sent, in this direction.
 *
 * SCTP is encrypted: an INIT can only be told by its place, which is the first application data
 * record after the handshake (RFC 8261). If the peer's INIT came first, it is the INIT ACK.
 */
export class FlowMemory {
  readonly #flows = new Map<number, Flow>();
  #transmissions = 0;

  /** `flow`: any number that datagrams of one flow have in common. */
  observe(flow: number, dtls: DtlsDatagram): FlowPosition {
    const state = this.#flowOf(flow);
    const flight = this.#flightOf(state, dtls);
    const isContinued = flight !== undefined && this.#goesOn(state, flight, orderOf(dtls));
    if (flight !== undefined && !isContinued) state.transmission = ++this.#transmissions;
    const isFirstData = dtls.hasApplicationData && state.isHandshaking;
    state.isHandshaking = (state.isHandshaking || flight !== undefined) && !isFirstData;
    return {flight, transmission: state.transmission, isContinued, isFirstData};
  }

  #flowOf(flow: number): Flow {
    const known = this.#flows.get(flow);
    this.#flows.delete(flow);
    const state = known ?? {
      isClient: false,
      isHandshaking: false,
      flight: undefined,
      order: 0,
      transmission: 0,
    };
    this.#flows.set(flow, state);
    if (this.#flows.size > FLOWS_MAX) this.#flows.delete(this.#flows.keys().next().value as number);
    return state;
  }

  #flightOf(state: Flow, dtls: DtlsDatagram): number | undefined {
    const [first] = dtls.handshake;
    if (first?.type === HandshakeType.clientHello) {
      state.isClient = true;
      return hasCookie(first) ? 3 : 1;
    }
    if (first?.type === HandshakeType.helloVerifyRequest) return 2;
    if (first?.type === HandshakeType.serverHello) state.isClient = false;
    if (first !== undefined && first.type !== HandshakeType.newSessionTicket) {
      return state.isClient ? 5 : 4;
    }
    const isLast = first !== undefined || dtls.hasChangeCipherSpec || dtls.hasEncryptedHandshake;
    if (!isLast) return undefined;
    return state.isClient ? 5 : 6;
  }

  #goesOn(state: Flow, flight: number, order: number): boolean {
    const goesOn = state.flight === flight && order > state.order;
    state.flight = flight;
    state.order = order;
    return goesOn;
  }
}

function orderOf(dtls: DtlsDatagram): number {
  const [first] = dtls.handshake;
  if (first !== undefined) return first.order;
  return dtls.hasChangeCipherSpec ? ORDER_CHANGE_CIPHER_SPEC : ORDER_FINISHED;
}
