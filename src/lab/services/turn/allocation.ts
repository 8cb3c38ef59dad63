import type {Endpoint} from '../../../stun/message.js';

/** RFC 8656 section 9. */
const PERMISSION_MS = 300_000;
/** RFC 8656 section 12. */
const CHANNEL_MS = 600_000;
/** Far above what a mesh needs; bounds what one client can make the server keep. */
const PERMISSIONS_MAX = 1024;

interface Channel {
  peer: Endpoint;
  expiresAtMs: number;
}

export function endpointKey({address, port}: Endpoint): string {
  return `${address}:${port}`;
}

/** One client's relayed address, who may send to it, and its channels (RFC 8656 section 3). */
export class Allocation {
  readonly client: Endpoint;
  readonly relay: Endpoint;
  /** Transaction that made it, to recognise a retransmitted request. */
  readonly transactionId: Buffer;
  expiresAtMs: number;
  /** When the permission of each IP address ends; ports do not count. */
  readonly #permissions = new Map<string, number>();
  readonly #channels = new Map<number, Channel>();
  readonly #channelOf = new Map<string, number>();

  constructor(made: {
    client: Endpoint;
    relay: Endpoint;
    transactionId: Buffer;
    expiresAtMs: number;
  }) {
    this.client = made.client;
    this.relay = made.relay;
    this.transactionId = Buffer.from(made.transactionId);
    this.expiresAtMs = made.expiresAtMs;
  }

  /** Installs or refreshes permissions: all of them, or none when there would be too many. */
  permit(addresses: readonly string[], nowMs: number): boolean {
    const added = new Set(addresses.filter((address) => !this.#permissions.has(address)));
    if (this.#permissions.size + added.size > PERMISSIONS_MAX) return false;
    for (const address of addresses) this.#permissions.set(address, nowMs + PERMISSION_MS);
    return true;
  }

  permits(address: string, nowMs: number): boolean {
    return (this.#permissions.get(address) ?? 0) > nowMs;
  }

  /** Binds or refreshes a channel; false when the number or the peer has another binding. */
  bind(channel: number, peer: Endpoint, nowMs: number): boolean {
    const key = endpointKey(peer);
    const bound = this.peerOf(channel, nowMs);
    if (bound !== undefined && endpointKey(bound) !== key) return false;
    if ((this.channelOf(peer, nowMs) ?? channel) !== channel) return false;
    const before = this.#channels.get(channel);
    if (before) this.#channelOf.delete(endpointKey(before.peer));
    this.#channels.set(channel, {peer, expiresAtMs: nowMs + CHANNEL_MS});
    this.#channelOf.set(key, channel);
    return true;
  }

  peerOf(channel: number, nowMs: number): Endpoint | undefined {
    const bound = this.#channels.get(channel);
    return bound && bound.expiresAtMs > nowMs ? bound.peer : undefined;
  }

  channelOf(peer: Endpoint, nowMs: number): number | undefined {
    const channel = this.#channelOf.get(endpointKey(peer));
    return channel !== undefined && this.peerOf(channel, nowMs) ? channel : undefined;
  }

  /** Forgets permissions that have ended. */
  expire(nowMs: number): void {
    for (const [address, expiresAtMs] of this.#permissions) {
      if (expiresAtMs <= nowMs) this.#permissions.delete(address);
    }
  }
}
