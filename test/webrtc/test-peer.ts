import {onTestFinished} from 'vitest';
import type {CarrierName} from '../../src/agent/webrtc/carrier.js';
import {Peer} from '../../src/agent/webrtc/peer.js';

/** A peer on 127.0.0.1 that has gathered, and everything it told. */
export class TestPeer {
  readonly peer: Peer;
  readonly told: string[] = [];
  readonly packets: Uint8Array[] = [];
  readonly #role: 'caller' | 'callee';
  #waiting: {prefix: string; resolve: (text: string) => void}[] = [];

  constructor(role: 'caller' | 'callee', dtlsClient: 'caller' | 'callee', carrier?: CarrierName) {
    this.#role = role;
    const options = {bindAddress: '127.0.0.1', ...(carrier ? {carrier} : {})};
    this.peer = new Peer(role, {role, reach: 'direct', dtlsClient}, options);
    this.peer.attach({
      candidate: () => undefined,
      checked: () => this.#tell('checked'),
      open: () => this.#tell('open'),
      packet: (payload) => {
        this.packets.push(Uint8Array.from(payload));
        this.#tell(`packet of ${payload.length}`);
      },
      channelOpen: () => this.#tell('channel open'),
      channelMessage: (message) => this.#tell(`message ${message}`),
      closed: (reason) => this.#tell(`closed: ${reason}`),
    });
    onTestFinished(() => this.peer.close());
  }

  /** Resolves with the first text told, past or to come, that starts with `prefix`. */
  hears(prefix: string): Promise<string> {
    const past = this.told.find((text) => text.startsWith(prefix));
    if (past !== undefined) return Promise.resolve(past);
    return new Promise((resolve) => this.#waiting.push({prefix, resolve}));
  }

  /**
   * Reads the other's description, as `change` makes it; a caller also its candidates. A callee has
   * none to check, or DTLS could be done before the caller's library keeps the fingerprint that it is
   * being told: see docs/decisions/gather-ahead.md.
   */
  connect(other: TestPeer, change: (sdp: string) => string = (sdp) => sdp): void {
    const {peer} = other;
    const candidates = this.#role === 'caller' ? peer.candidates : [];
    this.peer.connect({sdp: change(peer.description()), candidates});
  }

  #tell(text: string): void {
    this.told.push(text);
    for (const {prefix, resolve} of this.#waiting) if (text.startsWith(prefix)) resolve(text);
  }
}

/** A caller and a callee that have gathered and know nothing of each other. */
export async function gatherPair(
  dtlsClient: 'caller' | 'callee',
  carriers: {caller?: CarrierName; callee?: CarrierName} = {},
) {
  const caller = new TestPeer('caller', dtlsClient, carriers.caller);
  const callee = new TestPeer('callee', dtlsClient, carriers.callee);
  await Promise.all([caller.peer.gathered, callee.peer.gathered]);
  return {caller, callee};
}

/** Another certificate than the one described. */
export function withOtherFingerprint(sdp: string): string {
  return sdp.replace(/(a=fingerprint:sha-256 )(..)/, (_, start: string, byte: string) =>
    start.concat(byte === '00' ? '01' : '00'),
  );
}
