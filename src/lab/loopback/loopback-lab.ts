import {ClawError, ExitCode} from '../../errors.js';
import {endProcesses, startProcess} from '../host-process.js';
import type {HostAccess, HostProcess, Lab, LabProgress, LabSpec, TurnPlace} from '../lab.js';
import {checkNames, SERVICES} from '../names.js';
import {openCandidateMap} from './candidate-map.js';
import {checkIpv4Only} from './ipv4-only.js';
import {LOOPBACK} from './loopback-socket.js';
import type {LoopbackHost} from './place.js';
import {Scheduler} from './scheduler.js';
import {reserveSeedPort, type SeedPort} from './seed-port.js';
import {openSeedProxy} from './seed-proxy.js';
import {Sites} from './sites.js';
import {asSocketsExhausted} from './sockets-exhausted.js';
import {VirtualInternet} from './virtual-internet.js';

/**
 * Brings up a lab without privileges: agents are plain processes on 127.0.0.1 whose packets go
 * through NATs, links and a TURN server modelled in this process (docs/loopback.md).
 *
 * Rejects, with everything closed again, with `LINK_DRIVER_UNSUPPORTED`, `LAB_NAME_INVALID`,
 * `NAT_UNKNOWN`, `FIREWALL_UNSUPPORTED`, `IPV6_UNSUPPORTED` or `SOCKETS_EXHAUSTED`.
 */
export async function createLoopbackLab(spec: LabSpec, progress?: LabProgress): Promise<Lab> {
  checkNames(spec);
  checkDriver(spec);
  checkIpv4Only(spec);
  const seedPort = await reserveSeedPort();
  const lab = new LoopbackLab(spec, seedPort);
  try {
    progress?.('virtual internet');
    await lab.open();
    return lab;
  } catch (error) {
    await lab.down();
    throw asSocketsExhausted(error);
  }
}

class LoopbackLab implements Lab {
  readonly spec: LabSpec;
  readonly turn = 'embedded';
  readonly seed: Lab['seed'];
  readonly serviceDied: Lab['serviceDied'];
  readonly access: HostAccess[] = [];
  readonly #scheduler = new Scheduler();
  readonly #sites: Sites;
  readonly #internet: VirtualInternet;
  readonly #seedPort: SeedPort;
  readonly #processes: HostProcess[] = [];
  readonly #closers: {close(): void}[] = [];
  #goingDown: Promise<{leftovers: string[]}> | undefined;

  constructor(spec: LabSpec, seedPort: SeedPort) {
    this.spec = spec;
    this.seed = {host: SERVICES, listen: {address: LOOPBACK, port: seedPort.port}};
    this.#seedPort = seedPort;
    this.#sites = new Sites(spec, this.#scheduler);
    let died: (death: {service: string; reason: string}) => void;
    this.serviceDied = new Promise((resolve) => {
      died = resolve;
    });
    this.#internet = new VirtualInternet((error) =>
      died({service: 'loopback fabric', reason: error.message}),
    );
  }

  async open(): Promise<void> {
    for (const host of this.#sites.hosts) await this.#openHost(host);
  }

  get turnServers(): TurnPlace[] {
    const places = this.#internet.network.serverAddresses();
    return places.map((place) => ({...place, transport: 'udp'}));
  }

  spawn(host: string, argv: readonly string[], options: {logFile: string}): HostProcess {
    if (host === SERVICES) this.#seedPort.release();
    else if (!this.access.some((known) => known.host === host)) {
      throw new Error(`the lab has no host "${host}"`);
    }
    const started = startProcess(argv, options);
    this.#processes.push(started);
    return started;
  }

  async impair(link: string, change: Parameters<Lab['impair']>[1]): Promise<void> {
    this.#sites.impair(link, change);
  }

  links(): ReturnType<Lab['links']> {
    return this.#sites.links();
  }

  async linkStats(): ReturnType<Lab['linkStats']> {
    return this.#sites.linkStats();
  }

  async rebindNat(site: string): Promise<void> {
    this.#internet.network.rebind(this.#sites.getWithNat(site));
  }

  async flushNat(site: string): Promise<void> {
    this.#internet.network.flush(this.#sites.get(site));
  }

  async flows(): ReturnType<Lab['flows']> {
    return this.#internet.network.flows.list();
  }

  down(): Promise<{leftovers: string[]}> {
    this.#goingDown ??= this.#takeDown();
    return this.#goingDown;
  }

  async #openHost(host: LoopbackHost): Promise<void> {
    const service = this.#internet.openService(host);
    const stun = this.#internet.openObserver(host);
    const map = openCandidateMap((rawPort) => this.#internet.lanPort(host, rawPort));
    this.#closers.push(map);
    const proxy = await openSeedProxy(this.#scheduler, host.site, this.#seedPort.port);
    this.#closers.push(proxy);
    const server = `${LOOPBACK}:${service.port}`;
    this.access.push({
      host: host.name,
      site: host.site.name,
      nat: host.site.natName,
      bindAddress: LOOPBACK,
      seedUrl: `ws://${LOOPBACK}:${proxy.port}`,
      stun: server,
      turn: {server, uris: [`turn:${server}?transport=udp`], ...this.#internet.credentials},
      candidateMap: `${LOOPBACK}:${map.port}`,
      probe: {stun, reflector: stun.primary},
    });
  }

  async #takeDown(): Promise<{leftovers: string[]}> {
    await endProcesses(this.#processes);
    this.#scheduler.stop();
    this.#internet.close();
    for (const closer of this.#closers) closer.close();
    this.#seedPort.release();
    return {leftovers: this.#processes.filter(isAlive).map(({child}) => `process ${child.pid}`)};
  }
}

function checkDriver({linkDriver}: LabSpec): void {
  if (linkDriver === 'userspace') return;
  throw new ClawError(`the loopback fabric has no link driver "${linkDriver}"`, {
    code: 'LINK_DRIVER_UNSUPPORTED',
    hint: 'Its links are always userspace; leave the driver out, or choose the netns fabric.',
    exitCode: ExitCode.unsupported,
  });
}

function isAlive({child}: HostProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}
