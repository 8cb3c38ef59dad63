import {decodeTrain, encodeTrain} from './train-packet.js';

/** The oldest are forgotten first: a session lasts for one train. */
const SESSIONS_MAX = 256;

/**
 * The far end of a link measurement, sans-IO: sends each packet of a train back with the time it
 * came, and reports which ones came at all, so that loss on the way there can be told from loss on
 * the way back. It survives any bytes.
 */
export class Reflector {
  readonly #arrived = new Map<number, Set<number>>();

  /**
   * The answer to a datagram that came at `nowNs`, 0 for nobody knows when; undefined when it needs
   * none.
   */
  handle(nowNs: bigint, bytes: Buffer): Buffer | undefined {
    const packet = decodeTrain(bytes);
    if (packet?.kind === 'ask') {
      const {session} = packet;
      return encodeTrain({kind: 'report', session, arrived: this.#arrivedOf(session)});
    }
    if (packet?.kind !== 'probe') return undefined;
    this.#arrivedOf(packet.session).add(packet.sequence);
    return encodeTrain({...packet, kind: 'echo', reflectedNs: nowNs});
  }

  #arrivedOf(session: number): Set<number> {
    const known = this.#arrived.get(session);
    if (known) return known;
    const [oldest] = this.#arrived.keys();
    if (oldest !== undefined && this.#arrived.size >= SESSIONS_MAX) this.#arrived.delete(oldest);
    const fresh = new Set<number>();
    this.#arrived.set(session, fresh);
    return fresh;
  }
}
