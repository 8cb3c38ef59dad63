import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Fabric, Lab} from '../../src/lab/lab.js';
import {namespaceName} from '../../src/lab/names.js';
import {NAT_GRID} from '../../src/lab/nat/grid.js';
import {openLab} from '../../src/lab/open-lab.js';
import {UdpClient} from '../unit/lab/loopback/udp-client.js';

/** A socket of a host: what others call it, if it has no NAT, and what it hears. */
interface Talker {
  address: string;
  send(text: string, to: string): void;
  next(): Promise<{text: string; from: string}>;
  close(): void;
}

const TYPES = Object.keys(NAT_GRID);
const TALKER = new URL('./programs/talker.mjs', import.meta.url).pathname;
const link = {up: {}, down: {}};
const labs = new Map<Fabric, Lab>();
const talkers: Talker[] = [];
let directory: string;
/** Each meeting has ports of its own, so that no session of the one before is in its way. */
let nextPort = 5000;

/** A site of every type, and one without a NAT for two hosts outside. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claw-test-'));
  const inside = TYPES.map((nat, index) => ({
    name: `s${index + 1}`,
    nat,
    hosts: [`a${index + 1}`],
    link,
  }));
  const sites = [...inside, {name: 's10', nat: 'none', hosts: ['a10', 'a11'], link}];
  const spec = {ownerPid: process.pid, seed: 7, directory, sites};
  labs.set('netns', await openLab({...spec, fabric: 'netns', linkDriver: 'netem'}));
  labs.set('loopback', await openLab({...spec, fabric: 'loopback', linkDriver: 'userspace'}));
});

afterAll(async () => {
  for (const talker of talkers) talker.close();
  for (const lab of labs.values()) expect(await lab.down()).toEqual({leftovers: []});
  await rm(directory, {recursive: true});
});

async function openTalker(fabric: Fabric, host: string, port: number): Promise<Talker> {
  const talker = await (fabric === 'netns' ? inNamespace(host, port) : onLoopback(host));
  talkers.push(talker);
  return talker;
}

async function inNamespace(host: string, port: number): Promise<Talker> {
  const namespace = namespaceName(process.pid, host);
  const argv = ['netns', 'exec', namespace, process.execPath, TALKER, String(port)];
  const child: ChildProcess = spawn('ip', argv, {stdio: ['pipe', 'pipe', 'inherit']});
  if (!child.stdin || !child.stdout) throw new Error('the talker has no pipes');
  const {stdin, stdout} = child;
  const lines = createInterface({input: stdout})[Symbol.asyncIterator]();
  const next = async () => {
    const [text, from] = JSON.parse((await lines.next()).value) as [string, string];
    return {text, from};
  };
  await next();
  const addresses = execFileSync('ip', ['-n', namespace, '-4', '-o', 'address'], {
    encoding: 'utf8',
  });
  const own = /inet (?!127)([\d.]+)/.exec(addresses)?.[1] ?? '';
  return {
    address: `${own}:${port}`,
    send: (text, to) => {
      const [address, toPort] = to.split(':');
      stdin.write(`${JSON.stringify([text, address, Number(toPort)])}\n`);
    },
    next,
    close: () => stdin.end(),
  };
}

async function onLoopback(host: string): Promise<Talker> {
  const access = labs.get('loopback')?.access.find((known) => known.host === host);
  const client = await UdpClient.open(access);
  return {
    address: `127.0.0.1:${await client.lanPort()}`,
    send: (text, to) => client.send(text, Number(to.split(':')[1])),
    next: async () => {
      const {text, fromPort} = await client.next();
      return {text, from: `127.0.0.1:${fromPort}`};
    },
    close: () => client.close(),
  };
}

/** A host behind a NAT of this type, one that it knows and one that it does not. */
async function meet(fabric: Fabric, nat: string) {
  const port = nextPort++;
  const [inside, known, stranger] = await Promise.all([
    openTalker(fabric, `a${TYPES.indexOf(nat) + 1}`, port),
    openTalker(fabric, 'a10', port),
    openTalker(fabric, 'a11', port),
  ]);
  const seenBy = async (other: Talker, at = other.address) => {
    inside.send('hello', at);
    return (await other.next()).from;
  };
  const mapped = await seenBy(known);
  /** As whom the inside sees the stranger that sends to `mapped`; undefined when it is kept out. */
  const enter = async () => {
    stranger.send('stranger', mapped);
    // By the time it is answered, what it sent before has come through.
    stranger.send('ping', known.address);
    await known.next();
    known.send('known', mapped);
    const first = await inside.next();
    if (first.text === 'known') return undefined;
    await inside.next();
    return first.from;
  };
  return {stranger, mapped, seenBy, enter};
}

const ORDERS: Record<string, (fabric: Fabric, nat: string) => Promise<object>> = {
  'the stranger is first': async (fabric, nat) => {
    const {stranger, mapped, seenBy, enter} = await meet(fabric, nat);
    const seen = await enter();
    return {
      entered: seen !== undefined,
      isItself: seen === stranger.address,
      answered: (await seenBy(stranger)) === mapped,
    };
  },
  'the inside is first': async (fabric, nat) => {
    const {stranger, mapped, seenBy, enter} = await meet(fabric, nat);
    const own = await seenBy(stranger);
    const seen = await enter();
    return {
      sameMapping: own === mapped,
      entered: seen !== undefined,
      isItself: seen === stranger.address,
      answered: seen === undefined || (await seenBy(stranger, seen)) === mapped,
      stays: (await seenBy(stranger)) === own,
    };
  },
};

describe.each(Object.entries(ORDERS))('%s', (_order, observe) => {
  test.each(TYPES)('%s is in the loopback fabric as in the kernel', async (nat) => {
    expect(await observe('loopback', nat)).toEqual(await observe('netns', nat));
  });
});
