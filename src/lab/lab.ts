import type {ChildProcess} from 'node:child_process';
import type {Endpoint} from '../stun/message.js';
import type {FirewallProfile} from './firewall/profile.js';
import type {LinkStats} from './links/link-stats.js';
import type {LinkModel, LinkModels} from './links/model.js';
import type {StunTargets} from './probe/targets.js';

export type Fabric = 'netns' | 'loopback';
export type LinkDriver = 'netem' | 'userspace';
export type TurnKind = 'coturn' | 'embedded' | 'none';

/** What to build: sites behind routers, agents in sites, services in the core. */
export interface LabSpec {
  /** Process id of the owner; part of every name, so that leftovers are attributable. */
  ownerPid: number;
  /** Seed of every random decision of the lab (link loss, jitter, seeded NAT ports). */
  seed: number;
  fabric: Fabric;
  linkDriver: LinkDriver;
  sites: readonly SiteSpec[];
  /** Directory for logs, configuration and sockets; exists, mode 0700, removed by its owner. */
  directory: string;
}

export interface SiteSpec {
  /** `s1`, `s2`, …: also the name of its link to the core. */
  name: string;
  /** Name of a NAT preset, see `nat/presets.ts`. */
  nat: string;
  /** Instead of the preset's. */
  firewall?: FirewallProfile;
  /** Names of the hosts in the site: `a1`, `a2`, … */
  hosts: readonly string[];
  /**
   * Gives every host an IPv6 address beside its IPv4 one, without NAT and behind a stateful firewall.
   * Only in the netns fabric.
   */
  ipv6?: boolean;
  link: LinkModels;
}

/** How an agent in this host must be started to reach the lab's services. */
export interface HostAccess {
  host: string;
  site: string;
  nat: string;
  /** Address to bind ICE sockets to; absent: all interfaces. */
  bindAddress?: string;
  /** WebSocket URL of the seed agent as seen from this host. */
  seedUrl: string;
  /** `host:port`, absent where there is none. */
  stun?: string;
  turn?: TurnAccess;
  /** `host:port` of the candidate map of the loopback fabric (docs/loopback.md). */
  candidateMap?: string;
  /** Where the independent probe asks from this host (docs/certification.md). */
  probe: ProbePlaces;
}

/** Every way to the lab's TURN server. */
export interface TurnAccess {
  /** `host:port` for UDP; answers STUN as well. */
  server: string;
  /** `turn:…` and `turns:…` of RFC 7065, over UDP first. */
  uris: readonly string[];
  username: string;
  password: string;
  /** File (PEM) of the root that signed the certificate of `turns:`. */
  caFile?: string;
}

/** A way to a TURN server as the routers see it. */
export interface TurnPlace extends Endpoint {
  transport: 'udp' | 'tcp' | 'tls';
}

/** What the probe of a host needs at the core: a STUN server of RFC 5780 and a reflector of trains. */
export interface ProbePlaces {
  stun: StunTargets;
  reflector: Endpoint;
  /** Where the reflector also listens on TCP, on a port that every firewall leaves open. */
  tcpReflector?: Endpoint;
}

/** Where the seed agent runs and what it listens on, as seen from its own host. */
export interface SeedPlace {
  host: string;
  listen: {address: string; port: number};
}

/** Packets and bytes of one flow as counted by a router (not by the agents). */
export interface FlowCount {
  protocol: 'udp' | 'tcp';
  source: string;
  sourcePort: number;
  target: string;
  targetPort: number;
  packets: number;
  bytes: number;
  /** Name of the router that counted: `core` or a site's. */
  router: string;
}

/** A process the lab started inside a host. */
export interface HostProcess {
  child: ChildProcess;
  /** Resolves when it has ended. */
  ended: Promise<{code: number | null; signal: NodeJS.Signals | null}>;
}

/** A network that is up. `down` may be called at any time, more than once, even after a failed start. */
export interface Lab {
  readonly spec: LabSpec;
  readonly turn: TurnKind;
  readonly seed: SeedPlace;
  readonly access: readonly HostAccess[];
  /** Every way to a TURN server, as the routers see it: flows to it are relayed traffic. */
  readonly turnServers: readonly TurnPlace[];
  /** Absent where the TURN server is no process of its own. */
  readonly turnProcess?: {
    /** Ends it as a crash does; `serviceDied` is not told. */
    kill(): Promise<void>;
    /** Starts it again, without memory, at the same places; resolves when it answers. */
    start(): Promise<void>;
  };
  /** Start a program inside a host; its stdout and stderr go to `logFile`, its stdin is a pipe. */
  spawn(host: string, argv: readonly string[], options: {logFile: string}): HostProcess;
  /** Change a site's link while running. Absent directions stay as they are. */
  impair(link: string, change: {up?: LinkModel; down?: LinkModel}): Promise<void>;
  /** Current models, by link name. */
  links(): ReadonlyMap<string, LinkModels>;
  /**
   * What each link has carried and done since the links came up, fault receipts included, by link
   * name. Links of the driver `netem` are absent: the kernel does not tell. Rejects with
   * `LINK_DRIVER_ENDED`.
   */
  linkStats(): Promise<ReadonlyMap<string, LinkStats>>;
  /**
   * Give existing flows of the site a new external address or port, as when a provider renumbers;
   * with two NATs in a row it is the outer one's. Rejects with `SITE_UNKNOWN`, `NAT_ABSENT`.
   */
  rebindNat(site: string): Promise<void>;
  /**
   * Have every router of the site forget its flows, as a restart does: what comes from outside is
   * dropped until a host sends again. Rejects with `SITE_UNKNOWN`.
   */
  flushNat(site: string): Promise<void>;
  flows(): Promise<FlowCount[]>;
  /** Rejects or resolves with a reason when a service (TURN, link driver) dies before `down`. */
  readonly serviceDied: Promise<{service: string; reason: string}>;
  /** End every process, remove every namespace; resolves with what is still there (normally none). */
  down(): Promise<{leftovers: string[]}>;
}

/** One step of bringing a lab up, for progress lines. */
export type LabProgress = (step: string) => void;
