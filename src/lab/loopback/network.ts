import type {Endpoint} from '../../stun/message.js';
import type {StunTargets} from '../probe/targets.js';
import type {TurnOutput} from '../services/embedded-turn.js';
import {AgentSocket} from './agent-socket.js';
import {FlowCounter} from './flow-counter.js';
import {LOOPBACK} from './loopback-socket.js';
import {Observer} from './observer.js';
import type {LoopbackHost, LoopbackSite} from './place.js';
import {type Portal, type PortalRole, PortalTable, type SocketBehind} from './portal.js';

/** The server at the core that the network delivers to; `EmbeddedTurn` is one. */
export interface CoreServer {
  handle(nowMs: number, client: Endpoint, bytes: Buffer): TurnOutput[];
  handlePeer(nowMs: number, relay: Endpoint, peer: Endpoint, bytes: Buffer): TurnOutput[];
}

/** Name of the core's router in flow counts. */
const CORE_ROUTER = 'core';

/**
 * The virtual internet of the loopback fabric: takes what arrives at a portal through the sender's
 * NAT and uplink, the core, and the receiver's downlink and NAT, and hands it to the receiver's
 * real socket from the address it would come from in reality (docs/loopback.md).
 */
export class LoopbackNetwork {
  readonly flows = new FlowCounter();
  readonly #portals: PortalTable;
  /** Sockets of agents by their real port. */
  readonly #sockets = new Map<number, AgentSocket>();
  readonly #services = new Map<LoopbackHost, Portal>();
  readonly #observers = new Map<LoopbackHost, Record<keyof StunTargets, Portal>>();
  readonly #observer = new Observer();
  readonly #server: CoreServer;
  readonly #failed: (error: Error) => void;
  #closed = false;

  /** `failed` is told when an address could not be opened; the packet that needed it is lost. */
  constructor(server: CoreServer, failed: (error: Error) => void) {
    this.#server = server;
    this.#failed = failed;
    this.#portals = new PortalTable((portal, fromPort, bytes) =>
      this.#receive(portal, fromPort, bytes),
    );
  }

  /** Opens the STUN and TURN address for `host`. What arrives there is from that host. */
  openService(host: LoopbackHost): Portal {
    const portal = this.#open({kind: 'service', host});
    this.#services.set(host, portal);
    return portal;
  }

  /** Opens the four endpoints that the independent probe of `host` asks. */
  openObserver(host: LoopbackHost): StunTargets {
    const open = (endpoint: keyof StunTargets) => this.#open({kind: 'observer', host, endpoint});
    const portals = {
      primary: open('primary'),
      otherPort: open('otherPort'),
      otherAddress: open('otherAddress'),
      otherBoth: open('otherBoth'),
    };
    this.#observers.set(host, portals);
    return {
      primary: endpointOf(portals.primary),
      otherPort: endpointOf(portals.otherPort),
      otherAddress: endpointOf(portals.otherAddress),
      otherBoth: endpointOf(portals.otherBoth),
    };
  }

  openRelay(): Portal {
    return this.#open({kind: 'relay'});
  }

  closePortal(port: number): void {
    this.#portals.close(port);
  }

  /** Addresses of the TURN server: each host's, and the relayed ones that are open. */
  serverAddresses(): Endpoint[] {
    return this.#portals
      .list()
      .filter(({role}) => role.kind === 'service' || role.kind === 'relay')
      .map(endpointOf);
  }

  /** The address of a host's socket within its site; undefined when `rawPort` is not a socket's. */
  lanPort(host: LoopbackHost, rawPort: number): number | undefined {
    if (this.#portals.get(rawPort)) return undefined;
    return this.#socketOf(host, rawPort).lan().port;
  }

  /**
   * A new address for the site's outermost NAT. The portals of the old one stay open in silence: a
   * closed one would answer with an error that no network gives, and its port be another's.
   */
  rebind(site: LoopbackSite): void {
    site.rebinds += 1;
    for (const socket of this.#socketsOf(site)) socket.rebind();
  }

  /** The site's routers forget their flows. */
  flush(site: LoopbackSite): void {
    for (const socket of this.#socketsOf(site)) socket.flush();
  }

  close(): void {
    this.#closed = true;
    this.#portals.closeAll();
    this.#sockets.clear();
  }

  #open(role: PortalRole, ports?: Iterable<number>): Portal {
    const portal = this.#portals.open(role, ports);
    // The system gave a port again that a socket of an agent had before.
    this.#sockets.delete(portal.port);
    return portal;
  }

  /** A socket that another host had before is not the same socket. */
  #socketOf(host: LoopbackHost, rawPort: number): AgentSocket {
    const known = this.#sockets.get(rawPort);
    if (known?.host === host) return known;
    const socket = new AgentSocket(host, rawPort, (role, ports) => this.#open(role, ports));
    this.#sockets.set(rawPort, socket);
    return socket;
  }

  #socketsOf(site: LoopbackSite): AgentSocket[] {
    return [...this.#sockets.values()].filter(({host}) => host.site === site);
  }

  #receive(portal: Portal, rawPort: number, bytes: Buffer): void {
    const {role} = portal;
    const sender =
      role.kind === 'service' || role.kind === 'observer'
        ? this.#socketOf(role.host, rawPort)
        : this.#sockets.get(rawPort);
    if (sender === undefined) return;
    try {
      this.#send(sender, portal, bytes);
    } catch (error) {
      this.#failed(error as Error);
    }
  }

  #send(sender: AgentSocket, called: Portal, bytes: Buffer): void {
    const {site} = sender.host;
    const target = this.#behindAlias(sender, called);
    if (target === undefined) return;
    const {role} = target;
    if (role.kind === 'lan' && role.owner.host.site === site) {
      this.#acrossSite(sender.lan(), target, role.owner, bytes);
    } else if (role.kind === 'external' && role.owner.host.site === site) {
      if (!site.nats.at(-1)?.hairpin) return;
      const source = exit(sender, called, target);
      if (source) this.#hairpin(source, target, role.owner, bytes);
    } else if (isRouted(target) && site.udp !== 'blocked') {
      const source = exit(sender, called, target);
      if (source === undefined) return;
      site.up.carry(bytes, flowOf(source, target), (arrived) =>
        this.#acrossCore(source, target, arrived),
      );
    }
  }

  /** Who is called by an address. An alias means something to its owner only. */
  #behindAlias(sender: AgentSocket, called: Portal): Portal | undefined {
    let target: Portal | undefined = called;
    while (target?.role.kind === 'alias') {
      if (target.role.owner !== sender) return undefined;
      target = this.#portals.get(target.role.of.port);
    }
    return target;
  }

  #acrossSite(source: Portal, target: Portal, receiver: SocketBehind, bytes: Buffer): void {
    this.flows.count(receiver.host.site.name, source.port, target.port, bytes);
    source.send(bytes, receiver.rawPort);
  }

  /** RFC 4787 section 6: from the inside to an external address of the same NAT. */
  #hairpin(source: Portal, target: Portal, receiver: SocketBehind, bytes: Buffer): void {
    const seen = this.#enter(source, target, {hairpin: true});
    if (seen) this.#acrossSite(seen, target, receiver, bytes);
  }

  #acrossCore(source: Portal, target: Portal, bytes: Buffer): void {
    // What was still on a wire must not open addresses that nobody would close.
    if (this.#closed) return;
    this.flows.count(CORE_ROUTER, source.port, target.port, bytes);
    const nowMs = performance.now();
    switch (target.role.kind) {
      case 'service':
        this.#fromServer(this.#server.handle(nowMs, endpointOf(source), bytes));
        break;
      case 'observer':
        this.#observe(source, target.role, bytes);
        break;
      case 'relay':
        this.#fromServer(
          this.#server.handlePeer(nowMs, endpointOf(target), endpointOf(source), bytes),
        );
        break;
      case 'lan':
      case 'external':
        this.#intoSite(source, target, target.role.owner, bytes);
    }
  }

  #observe(
    client: Portal,
    {host, endpoint}: {host: LoopbackHost; endpoint: keyof StunTargets},
    bytes: Buffer,
  ): void {
    const answer = this.#observer.handle(endpointOf(client), endpoint, bytes);
    const source = answer && this.#observers.get(host)?.[answer.from];
    if (source) this.#acrossCore(source, client, answer.bytes);
  }

  #fromServer(outputs: TurnOutput[]): void {
    for (const output of outputs) {
      const target = this.#portalAt(output.to === 'client' ? output.client : output.peer);
      if (target === undefined || !isRouted(target)) continue;
      const source =
        output.to === 'client' ? this.#serviceFor(target) : this.#portalAt(output.relay);
      if (source) this.#acrossCore(source, target, output.bytes);
    }
  }

  #portalAt({address, port}: Endpoint): Portal | undefined {
    return address === LOOPBACK ? this.#portals.get(port) : undefined;
  }

  /** A host knows the server by an address of its own, so that is where its answers come from. */
  #serviceFor({role}: Portal): Portal | undefined {
    const behind = role.kind === 'lan' || role.kind === 'external' ? role.owner : undefined;
    return behind && this.#services.get(behind.host);
  }

  #intoSite(source: Portal, target: Portal, receiver: SocketBehind, bytes: Buffer): void {
    receiver.host.site.down.carry(bytes, flowOf(source, target), (arrived) => {
      if (this.#closed || !receiver.permits(source.party)) return;
      try {
        this.#enter(source, target, {hairpin: false})?.send(arrived, receiver.rawPort);
      } catch (error) {
        this.#failed(error as Error);
      }
    });
  }

  /** The address from which the socket behind `target` sees `source`; undefined: kept out. */
  #enter(source: Portal, {role}: Portal, {hairpin}: {hairpin: boolean}): Portal | undefined {
    if (role.kind !== 'external') return source;
    const party = role.entrance.enter(source.party, performance.now(), hairpin);
    return party && this.#portals.get(party.port);
  }
}

/**
 * The address `target` sees the sender by; undefined when the session has ended that gave `target`
 * the address it was `called` by, so that nobody is there.
 */
function exit(sender: AgentSocket, called: Portal, target: Portal): Portal | undefined {
  const {source, target: reached} = sender.exitTo(called.party);
  return reached.port === target.port ? source : undefined;
}

function endpointOf({port}: Portal): Endpoint {
  return {address: LOOPBACK, port};
}

/** What packets between two addresses have in common. */
function flowOf(source: Portal, target: Portal): number {
  return source.port * 65_536 + target.port;
}

/** Private addresses are not routed in the core. */
function isRouted({role}: Portal): boolean {
  return role.kind !== 'lan' || role.owner.host.site.nats.length === 0;
}
