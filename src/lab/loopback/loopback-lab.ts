import {randomBytes} from 'node:crypto';
import {ClawError, ExitCode} from '../../errors.js';
import {endProcesses, startProcess} from '../host-process.js';
import type {HostAccess, HostProcess, Lab, LabProgress, LabSpec} from '../lab.js';
import {checkNames, SERVICES} from '../names.js';
import {EmbeddedTurn} from '../services/embedded-turn.js';
import type {Endpoint} from '../stun/message.js';
import {type CandidateMapServer, openCandidateMap} from './candidate-map.js';
import {LOOPBACK} from './loopback-socket.js';
import {LoopbackNetwork} from './network.js';
import type {LoopbackHost} from './place.js';
import {Scheduler} from './scheduler.js';
import {reserveSeedPort, type SeedPort} from './seed-port.js';
import {openSeedProxy, type SeedProxy} from './seed-proxy.js';
import {Sites} from './sites.js';

const TURN_USERNAME = 'claw';
const TURN_REALM = 'claw';
/** How often ended allocations are looked for. */
const EXPIRE_MS = 10_000;

/**
 * Brings up a lab without privileges: agents are plain processes on 127.0.0.1 whose packets go
 * through NATs, links and a TURN server modelled in this process (docs/loopback.md).
 *
 * Rejects, with everything closed again, with `LINK_DRIVER_UNSUPPORTED`, `LAB_NAME_INVALID`,
 * `NAT_UNKNOWN` or `SOCKETS_EXHAUSTED`.
 */
export async function createLoopbackLab(spec: LabSpec, progress?: LabProgress): Promise<Lab> {
  checkNames(spec);
  checkDriver(spec);
  const lab = new LoopbackLab(spec);
  try {
    await lab.open(progress);
    return lab;
  } catch (error) {
    await lab.down();
    throw isSystemError(error) ? socketsExhausted(error) : error;
  }
}

class LoopbackLab implements Lab {
  readonly spec: LabSpec;
  readonly turn = 'embedded';
  readonly serviceDied: Lab['serviceDied'];
  readonly access: HostAccess[] = [];
  readonly turnServers: Endpoint[] = [];
  readonly #scheduler = new Scheduler();
  readonly #sites: Sites;
  readonly #turn: EmbeddedTurn;
  readonly #turnPassword = randomBytes(12).toString('hex');
  readonly #network: LoopbackNetwork;
  readonly #expiry: NodeJS.Timeout;
  readonly #processes: HostProcess[] = [];
  readonly #closers: (CandidateMapServer | SeedProxy)[] = [];
  #seedPort: SeedPort | undefined;
  #died: (death: {service: string; reason: string}) => void = () => undefined;
  #goingDown: Promise<{leftovers: string[]}> | undefined;

  constructor(spec: LabSpec) {
    this.spec = spec;
    this.#sites = new Sites(spec, this.#scheduler);
    this.serviceDied = new Promise((resolve) => {
      this.#died = resolve;
    });
    this.#turn = new EmbeddedTurn({
      username: TURN_USERNAME,
      password: this.#turnPassword,
      realm: TURN_REALM,
      secret: randomBytes(32),
      openRelay: () => this.#openRelay(),
      closeRelay: ({port}) => this.#network.closePortal(port),
      // A host is told apart by whose address it is: all of them are 127.0.0.1.
      hostOf: (peer) => this.#network.hostAt(peer) ?? `nobody ${peer.address}`,
    });
    this.#network = new LoopbackNetwork(this.#turn, (error) => this.#fail(error));
    this.#expiry = setInterval(() => this.#turn.expire(performance.now()), EXPIRE_MS);
  }

  async open(progress?: LabProgress): Promise<void> {
    progress?.('virtual internet');
    this.#seedPort = await reserveSeedPort();
    for (const host of this.#sites.hosts) await this.#openHost(host, this.#seedPort.port);
  }

  get seed(): Lab['seed'] {
    return {host: SERVICES, listen: {address: LOOPBACK, port: this.#seedPort?.port ?? 0}};
  }

  spawn(host: string, argv: readonly string[], options: {logFile: string}): HostProcess {
    if (host === SERVICES) this.#seedPort?.release();
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

  async flows(): ReturnType<Lab['flows']> {
    return this.#network.flows.list();
  }

  down(): Promise<{leftovers: string[]}> {
    this.#goingDown ??= this.#takeDown();
    return this.#goingDown;
  }

  async #openHost(host: LoopbackHost, seedPort: number): Promise<void> {
    const service = {address: LOOPBACK, port: this.#network.openService(host).port};
    const map = openCandidateMap((rawPort) => this.#lanPort(host, rawPort));
    this.#closers.push(map);
    const proxy = await openSeedProxy(this.#scheduler, host.site, seedPort);
    this.#closers.push(proxy);
    const server = `${LOOPBACK}:${service.port}`;
    this.turnServers.push(service);
    this.access.push({
      host: host.name,
      site: host.site.name,
      nat: host.site.natName,
      bindAddress: LOOPBACK,
      seedUrl: `ws://${LOOPBACK}:${proxy.port}`,
      stun: server,
      turn: {server, username: TURN_USERNAME, password: this.#turnPassword},
      candidateMap: `${LOOPBACK}:${map.port}`,
    });
  }

  #openRelay(): Endpoint | undefined {
    try {
      return {address: LOOPBACK, port: this.#network.openRelay().port};
    } catch (error) {
      this.#fail(error as Error);
      return undefined;
    }
  }

  #lanPort(host: LoopbackHost, rawPort: number): number | undefined {
    try {
      return this.#network.lanPort(host, rawPort);
    } catch (error) {
      this.#fail(error as Error);
      return undefined;
    }
  }

  #fail(error: Error): void {
    if (this.#goingDown) return;
    this.#died({service: 'loopback fabric', reason: socketsExhausted(error).message});
  }

  async #takeDown(): Promise<{leftovers: string[]}> {
    await endProcesses(this.#processes);
    clearInterval(this.#expiry);
    this.#scheduler.stop();
    this.#network.close();
    for (const closer of this.#closers) closer.close();
    this.#seedPort?.release();
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

function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

function socketsExhausted(cause: Error): ClawError {
  return new ClawError(`the loopback fabric got no more sockets: ${cause.message}`, {
    code: 'SOCKETS_EXHAUSTED',
    hint: 'Raise the limit of open files (`ulimit -n`) or ask for fewer agents.',
    exitCode: ExitCode.unsupported,
    cause,
  });
}

function isAlive({child}: HostProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}
