import type {Socket} from 'node:dgram';
import type {StunTargets} from '../probe/targets.js';
import {LOOPBACK, openLoopbackSocket} from './loopback-socket.js';
import type {Entrance, Party} from './party.js';
import type {LoopbackHost} from './place.js';

/** The real socket that an address leads to. */
export interface SocketBehind {
  host: LoopbackHost;
  /** Where it is on 127.0.0.1. */
  rawPort: number;
  /** Whether its site's firewall lets packets of `party` in. */
  permits(party: Party): boolean;
}

/** What an address of the virtual internet is, and whose. */
export type PortalRole =
  /** The STUN and TURN server as one host knows it. */
  | {kind: 'service'; host: LoopbackHost}
  /** One of the four endpoints that the independent probe of a host asks. */
  | {kind: 'observer'; host: LoopbackHost; endpoint: keyof StunTargets}
  /** A socket's address within its site; without a NAT, its public address. */
  | {kind: 'lan'; owner: SocketBehind}
  /** A socket's address outside its NATs, for some destinations. */
  | {kind: 'external'; owner: SocketBehind; entrance: Entrance}
  /** What a socket knows another party by whose own address stands for another session. */
  | {kind: 'alias'; owner: SocketBehind; of: Party}
  /** A relayed address of the TURN server. */
  | {kind: 'relay'};

/** One address of the virtual internet: a socket of the harness on 127.0.0.1. */
export interface Portal {
  readonly role: PortalRole;
  readonly port: number;
  /** How NATs see this address. */
  readonly party: Party;
  /** Sends from this address to a real socket. */
  send(bytes: Buffer, toPort: number): void;
}

/** The portals that are open, by port. */
export class PortalTable {
  readonly #receive: (portal: Portal, fromPort: number, bytes: Buffer) => void;
  readonly #portals = new Map<number, {portal: Portal; socket: Socket}>();

  constructor(receive: (portal: Portal, fromPort: number, bytes: Buffer) => void) {
    this.#receive = receive;
  }

  /**
   * At the first of `ports` that is free, or else at one of the system's choice.
   * Throws the system's error when there is no socket to be had.
   */
  open(role: PortalRole, ports?: Iterable<number>): Portal {
    const {socket, port} = openLoopbackSocket(
      (bytes, fromPort) => this.#receive(portal, fromPort, bytes),
      ports,
    );
    const portal: Portal = {
      role,
      port,
      party: {host: publicHost(role), port},
      send: (bytes, toPort) => {
        // A datagram may still be on a wire when its address is closed.
        if (this.#portals.has(port)) socket.send(bytes, toPort, LOOPBACK);
      },
    };
    this.#portals.set(port, {portal, socket});
    return portal;
  }

  get(port: number): Portal | undefined {
    return this.#portals.get(port)?.portal;
  }

  list(): Portal[] {
    return [...this.#portals.values()].map(({portal}) => portal);
  }

  close(port: number): void {
    this.#portals.get(port)?.socket.close();
    this.#portals.delete(port);
  }

  closeAll(): void {
    for (const port of [...this.#portals.keys()]) this.close(port);
  }
}

/** Hosts behind one NAT share its address; the others have addresses of their own. */
function publicHost(role: PortalRole): string {
  switch (role.kind) {
    case 'service':
    case 'relay':
      return 'services';
    case 'observer':
      return isOtherAddress(role.endpoint) ? 'other services' : 'services';
    case 'lan':
      return `host ${role.owner.host.name}`;
    case 'external':
      return `router ${role.owner.host.site.name} ${role.owner.host.site.rebinds}`;
    case 'alias':
      return role.of.host;
  }
}

function isOtherAddress(endpoint: keyof StunTargets): boolean {
  return endpoint === 'otherAddress' || endpoint === 'otherBoth';
}
