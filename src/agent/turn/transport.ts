/** How an agent reaches its TURN server; the way onwards is always UDP (RFC 8656 section 2.1). */
export type RelayTransport = 'udp' | 'tcp' | 'tls';

/** One way to a TURN server. */
export interface TurnServer {
  transport: RelayTransport;
  /** A name or an address; IPv6 without brackets. */
  host: string;
  port: number;
  username: string;
  password: string;
}

/** A proxy that takes TCP connections onwards. */
export interface TurnProxy {
  protocol: 'http' | 'socks5';
  host: string;
  port: number;
  credentials?: {username: string; password: string};
}

/** What every way to a TURN server is opened with. */
export interface TransportOptions {
  bindAddress?: string;
  /** Certificates (PEM) that TLS trusts instead of those of the system. */
  ca?: string;
  /** Name the server's certificate must be for, and that it is asked for (SNI); default its host. */
  serverName?: string;
  /** TCP and TLS go through it; UDP never does. */
  proxy?: TurnProxy;
}

/**
 * Carries STUN and ChannelData messages to one TURN server and back. Callbacks are set once, before
 * anything is sent; none is called after `close`.
 */
export interface TurnTransport {
  readonly kind: RelayTransport;
  /** Messages get lost, so requests must be repeated (RFC 8489 section 6.2). */
  readonly lossy: boolean;
  onMessage: (message: Buffer) => void;
  /** The way has ended by itself; no message passes any more. */
  onClosed: (reason: string) => void;
  /** Sends a message that must not be dropped: a request. */
  send(message: Buffer): void;
  /** Sends a message of a datagram; false when it was dropped, as too much waits already. */
  offer(message: Buffer): boolean;
  /** What was sent before still leaves. */
  close(): void;
}
