import {execFile, spawn} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {promisify} from 'node:util';
import {expect} from 'vitest';
import {applySteps} from '../../src/lab/apply.js';
import {namespaceName} from '../../src/lab/names.js';
import {removeNamespaces} from '../../src/lab/remove-namespaces.js';
import {inNamespace, type Step} from '../../src/lab/step.js';
import {ANSWERING, FORBIDDEN, LAST, NAMES, ORDERS, POLICY, TARGET} from '../fuzz/address-world.mjs';
import {forbiddenIpv6} from './forbidden-addresses.js';

const TARGET_NETNS = namespaceName(process.pid, 'target');
const FAR_NETNS = namespaceName(process.pid, 'far');
const FAR_IPV6 = '2001:db8:1::2';
const UNTOLD = '198.18.2.4';
const TITLE = 'the wire';

/** Packets by destination. */
export type Counts = Record<string, number>;

export interface WireReport {
  sets: number;
  /** Numbers of sets that were not checked to their end. */
  mute: number[];
  /** Agents that did not close by themselves, and why the others did. */
  open: number;
  closed: Counts;
  /** Where the first pair of each agent led, and the last one. */
  selected: Counts;
  refusals: number;
  /** Packets from forbidden addresses that reached the target's host. */
  heard: Counts;
  /** Packets to forbidden addresses, counted where the target's host sends them. */
  forbidden: Counts;
  /** All UDP and TCP packets, counted there and at the other end of its wire. */
  sent: Counts;
  arrived: Counts;
  seconds: number;
}

/**
 * Two namespaces and a wire: `target` with a way to every address, `far` with some of them. Both
 * ends count packets by destination.
 */
export class Wire {
  readonly #directory: string;
  readonly #far: ReturnType<typeof spawn>;

  private constructor(directory: string, far: ReturnType<typeof spawn>) {
    this.#directory = directory;
    this.#far = far;
  }

  static async open(): Promise<Wire> {
    const directory = await mkdtemp(join(tmpdir(), 'claw-test-'));
    try {
      await applySteps(steps());
    } catch (error) {
      await removeNamespaces([TARGET_NETNS, FAR_NETNS]);
      throw error;
    }
    await writeFile(join(directory, 'policy.yaml'), POLICY);
    const hosts = Object.entries(NAMES).map(([name, address]) => `${address} ${name}\n`);
    await writeFile(join(directory, 'hosts'), `127.0.0.1 localhost\n${hosts.join('')}`);
    const [program = '', ...argv] = inNamespace(FAR_NETNS, [
      process.execPath,
      programFile('wire-far'),
    ]);
    const far = spawn(program, argv, {stdio: ['ignore', 'pipe', 'inherit']});
    for await (const bytes of far.stdout.iterator({destroyOnReturn: false})) {
      if (String(bytes) === 'ready\n') break;
    }
    return new Wire(directory, far);
  }

  /** Runs wire-target.mjs to its end, counting from nothing. */
  async run(asked: {
    policed: boolean;
    seed: number;
    first: number;
    count: number;
    attacks: boolean;
  }): Promise<WireReport> {
    await applySteps([counters(TARGET_NETNS, 'output'), counters(FAR_NETNS, 'prerouting')]);
    const {policed, ...rest} = asked;
    const policy = policed ? {policy: join(this.#directory, 'policy.yaml')} : {};
    const startedAt = performance.now();
    const report = await this.#target(JSON.stringify({...rest, ...policy}));
    const seconds = (performance.now() - startedAt) / 1000;
    const [heard, forbidden, sent, arrived] = await Promise.all([
      counted(TARGET_NETNS, 'heard'),
      counted(TARGET_NETNS, 'forbidden'),
      counted(TARGET_NETNS, 'all'),
      counted(FAR_NETNS, 'all'),
    ]);
    return {...report, heard, forbidden, sent, arrived, seconds};
  }

  /** Fails when anything of it is left. */
  async close(): Promise<void> {
    this.#far.kill('SIGTERM');
    expect(await removeNamespaces([TARGET_NETNS, FAR_NETNS])).toEqual([]);
    await rm(this.#directory, {recursive: true});
  }

  async #target(asked: string): Promise<WireReport> {
    // The namespace of mounts is `ip netns exec`'s own, so the hosts file is the target's alone.
    const script = 'mount --bind "$0" /etc/hosts && exec "$@"';
    const command = [process.execPath, programFile('wire-target'), asked];
    const [program = '', ...argv] = inNamespace(TARGET_NETNS, [
      ...['sh', '-c', script, join(this.#directory, 'hosts')],
      ...command,
    ]);
    const child = spawn(program, argv, {stdio: ['ignore', 'pipe', 'pipe']});
    const ended = new Promise((resolve) => child.once('close', resolve));
    const [said, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(await ended, complaints).toBe(0);
    return JSON.parse(said);
  }
}

function programFile(name: string): string {
  return new URL(`../lab/programs/${name}.mjs`, import.meta.url).pathname;
}

function steps(): Step[] {
  const own = [...ANSWERING.permitted, ...ANSWERING.forbidden, LAST.address, UNTOLD];
  const addresses = own.map((address) =>
    address.includes(':') ? `addr add ${address}/128 dev lo` : `addr add ${address}/32 dev lo`,
  );
  const target = [
    'link set lo up',
    `addr add ${TARGET.v4}/30 dev wan`,
    `addr add ${TARGET.v6}/64 dev wan nodad`,
    'link set wan up',
    `route add default via ${ORDERS.address}`,
    `-6 route add default via ${FAR_IPV6}`,
  ];
  const far = [
    'link set lo up',
    `addr add ${ORDERS.address}/30 dev wan`,
    `addr add ${FAR_IPV6}/64 dev wan nodad`,
    'link set wan up',
    ...addresses,
  ];
  const ip = (words: string): Step => ({title: TITLE, argv: ['ip', ...words.split(' ')]});
  const inside = (netns: string) => (words: string) => ({...ip(words), netns});
  return [
    ip(`netns add ${TARGET_NETNS}`),
    ip(`netns add ${FAR_NETNS}`),
    ip(`-n ${TARGET_NETNS} link add wan type veth peer name wan netns ${FAR_NETNS}`),
    ...target.map(inside(TARGET_NETNS)),
    ...far.map(inside(FAR_NETNS)),
  ];
}

/** Counts UDP and TCP by destination; what is forbidden once more, by sets of the kernel. */
function counters(netns: string, hook: 'output' | 'prerouting'): Step {
  const set = (name: string, type: string) =>
    `set ${name} { type ${type}; size 1000000; flags dynamic,timeout; timeout 1h; }`;
  const networks = (name: string, type: string, elements: readonly string[]) =>
    `set ${name} { type ${type}; flags interval; auto-merge; elements = { ${elements.join(', ')} }; }`;
  const where = hook === 'output' ? '' : 'iifname "wan" ';
  const stdin = `table inet wire
delete table inet wire
table inet wire {
  ${networks('networks4', 'ipv4_addr', FORBIDDEN.v4)}
  ${networks('networks6', 'ipv6_addr', forbiddenIpv6())}
  ${set('heard4', 'ipv4_addr')}
  ${set('heard6', 'ipv6_addr')}
  ${set('forbidden4', 'ipv4_addr')}
  ${set('forbidden6', 'ipv6_addr')}
  ${set('all4', 'ipv4_addr')}
  ${set('all6', 'ipv6_addr')}
  chain hear {
    type filter hook input priority -300; policy accept;
    iifname "wan" meta l4proto udp ip saddr @networks4 update @heard4 { ip saddr counter }
    iifname "wan" meta l4proto udp ip6 saddr @networks6 update @heard6 { ip6 saddr counter }
  }
  chain count {
    type filter hook ${hook} priority -300; policy accept;
    ${where}meta l4proto { tcp, udp } ip daddr @networks4 update @forbidden4 { ip daddr counter }
    ${where}meta l4proto { tcp, udp } ip6 daddr @networks6 update @forbidden6 { ip6 daddr counter }
    ${where}meta nfproto ipv4 meta l4proto { tcp, udp } update @all4 { ip daddr counter }
    ${where}meta nfproto ipv6 meta l4proto { tcp, udp } update @all6 { ip6 daddr counter }
  }
}
`;
  return {title: TITLE, netns, argv: ['nft', '-f', '-'], stdin};
}

interface Listed {
  nftables: {set?: {elem?: {elem: {val: string; counter: {packets: number}}}[]}}[];
}

async function counted(netns: string, name: 'heard' | 'forbidden' | 'all'): Promise<Counts> {
  const counts: Counts = {};
  for (const family of ['4', '6']) {
    const list = ['nft', '-j', 'list', 'set', 'inet', 'wire', `${name}${family}`];
    const [program = '', ...argv] = inNamespace(netns, list);
    const {stdout} = await promisify(execFile)(program, argv, {maxBuffer: 2 ** 28});
    const {nftables} = JSON.parse(stdout) as Listed;
    for (const {elem} of nftables.flatMap(({set}) => set?.elem ?? [])) {
      counts[elem.val] = elem.counter.packets;
    }
  }
  return counts;
}
