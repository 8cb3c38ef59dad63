import {join} from 'node:path';
import type {PipeKind} from '../../agent/bench/protocol.js';
import type {Lab, LabSpec, LinkDriver, SiteSpec} from '../../lab/lab.js';
import type {LinkStats} from '../../lab/links/link-stats.js';
import {openLab} from '../../lab/open-lab.js';
import {sideBySide} from '../../lab/side-by-side.js';
import {layOut} from '../../lab/topology.js';
import {STARTS_AT_ONCE} from '../controlled-process.js';
import {SeedProcess} from '../mesh/seed-process.js';
import {BenchPipe, type PipeDetails} from './bench-pipe.js';
import {type LinkTally, linkTally} from './link-tally.js';
import {type PathConditions, pathLinks} from './path-conditions.js';
import {WorkerProcess} from './worker-process.js';

/** The links on which a bench's traffic goes: senders are in the first site, receivers in the other. */
export const SENDER_SITE = 's1';
export const RECEIVER_SITE = 's2';

export interface BenchLabOptions {
  /** Hosts `a1`, `a2`, …, which send. Default 1. */
  senders?: number;
  /** Hosts `b1`, `b2`, …, which receive. Default 1. */
  receivers?: number;
  path: PathConditions;
  seed: number;
  linkDriver: LinkDriver;
  /** Of both sites; absent: their hosts have public addresses. */
  nat?: string;
  /** Beside the two. */
  moreSites?: readonly SiteSpec[];
  /** Instead of all these; `path` is then what their links say. */
  sites?: readonly SiteSpec[];
  /** argv that runs this CLI. */
  command: readonly string[];
  directory: string;
  onStep(text: string): void;
  onFatal(error: unknown): void;
}

/** A lab of two sites with a worker in each host, a seed, and links that can be changed. */
export class BenchLab {
  readonly lab: Lab;
  readonly #workers = new Map<string, WorkerProcess>();
  readonly #seed: SeedProcess;
  #path: PathConditions;
  #pipes = 0;

  private constructor(lab: Lab, seed: SeedProcess, path: PathConditions) {
    this.lab = lab;
    this.#seed = seed;
    this.#path = path;
  }

  static async open(options: BenchLabOptions): Promise<BenchLab> {
    const {path, command, onStep, onFatal} = options;
    const lab = await openLab(labSpec(options), onStep);
    onStep('workers');
    const seed = new SeedProcess({lab, command, onState: () => undefined, onFatal});
    const bench = new BenchLab(lab, seed, path);
    try {
      await seed.start();
      await bench.#startWorkers(command);
    } catch (error) {
      await bench.down();
      throw error;
    }
    return bench;
  }

  /** Links change before this resolves; packets under way keep the times they were given. */
  async setPath(path: PathConditions): Promise<void> {
    const links = pathLinks(path);
    this.#path = path;
    await this.lab.impair(SENDER_SITE, links.sender);
    await this.lab.impair(RECEIVER_SITE, links.receiver);
  }

  get path(): PathConditions {
    return this.#path;
  }

  /**
   * Has new TCP connections of a host use this congestion control. False where the kernel has none
   * of the name. By its route: a namespace may not choose a restricted one as its default.
   */
  async setCongestionControl(host: string, name: string): Promise<boolean> {
    const gateway = this.#site(host).lanAddress;
    const route = ['ip', 'route', 'replace', 'default', 'via', gateway, 'congctl', name];
    const logFile = join(this.lab.spec.directory, 'routes.log');
    const {code} = await this.lab.spawn(host, route, {logFile}).ended;
    return code === 0;
  }

  /**
   * Has a host silently drop packets that are longer than its link carries, as a tunnel on the way
   * would: nobody tells the sender. A virtual cable lets 4 bytes more pass, room for a VLAN tag.
   */
  async setMtu(host: string, bytes: number): Promise<void> {
    const argv = ['ip', 'link', 'set', 'dev', 'eth0', 'mtu', String(bytes)];
    const logFile = join(this.lab.spec.directory, 'mtu.log');
    const {code} = await this.lab.spawn(host, argv, {logFile}).ended;
    if (code !== 0) throw new Error(`the kernel refused an MTU of ${bytes}: ${logFile}`);
  }

  async openPipe(
    kind: PipeKind,
    {from = 'a1', to = 'b1', ...about}: {from?: string; to?: string} & PipeDetails = {},
  ): Promise<BenchPipe> {
    this.#pipes += 1;
    return BenchPipe.open(`p${this.#pipes}`, kind, this.worker(from), this.worker(to), about);
  }

  worker(host: string): WorkerProcess {
    const worker = this.#workers.get(host);
    if (!worker) throw new Error(`no worker in host "${host}"`);
    return worker;
  }

  /** What the senders' link does from now on, until the returned function is called. */
  async tally(): Promise<() => Promise<{forward?: LinkTally; back?: LinkTally}>> {
    const before = await this.#stats();
    return async () => {
      const after = await this.#stats();
      const [forward, back] = [linkTally(before, after, 'up'), linkTally(before, after, 'down')];
      return {...(forward ? {forward} : {}), ...(back ? {back} : {})};
    };
  }

  async down(): Promise<{leftovers: string[]}> {
    this.#seed.release();
    for (const worker of this.#workers.values()) worker.close();
    return this.lab.down();
  }

  async #startWorkers(command: readonly string[]): Promise<void> {
    const addresses = new Map(
      layOut(this.lab.spec).sites.flatMap(({hosts}) =>
        hosts.map(({name, address}) => [name, address] as const),
      ),
    );
    await sideBySide(this.lab.access, STARTS_AT_ONCE, async ({host, seedUrl}) => {
      const place = {address: addresses.get(host) ?? '', seedUrl};
      this.#workers.set(host, await WorkerProcess.start(this.lab, {host, place, command}));
    });
  }

  async #stats(): Promise<LinkStats | undefined> {
    return (await this.lab.linkStats()).get(SENDER_SITE);
  }

  #site(host: string) {
    const site = layOut(this.lab.spec).sites.find(({hosts}) =>
      hosts.some(({name}) => name === host),
    );
    if (!site) throw new Error(`no host "${host}"`);
    return site;
  }
}

function labSpec(options: BenchLabOptions): LabSpec {
  const {senders = 1, receivers = 1, path, seed, linkDriver, directory} = options;
  const {nat = 'none', moreSites = [], sites} = options;
  const links = pathLinks(path);
  const named = (letter: string, count: number) =>
    Array.from({length: count}, (_, index) => `${letter}${index + 1}`);
  return {
    ...{ownerPid: process.pid, seed, fabric: 'netns', linkDriver, directory},
    sites: sites ?? [
      {name: SENDER_SITE, nat, hosts: named('a', senders), link: links.sender},
      {name: RECEIVER_SITE, nat, hosts: named('b', receivers), link: links.receiver},
      ...moreSites,
    ],
  };
}
