import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import type {Lab} from '../../src/lab/lab.js';
import {openLab} from '../../src/lab/open-lab.js';
import {layOut} from '../../src/lab/topology.js';

/** What a process of programs/memory.mjs prints at its end. */
interface Report {
  samples: {atMs: number; rss: number}[];
  stoppedAtMs: number;
  endedAtMs: number;
  stoppedFor: number;
  /** Bytes, before the stop and in all. */
  warmUpBytes: number;
  received: number;
  /** Taken when the connection held no stream, no message and no timer of one. */
  rounds: {liveBytes: number; timers: number}[];
  read: number;
  unread: number;
}

const PROGRAM = new URL('./programs/memory.mjs', import.meta.url).pathname;
const MB = 1024 * 1024;
const GROWTH_BYTES_MAX = 32 * MB;
const link = {up: {}, down: {}};
let directory: string;
let lab: Lab;
let runs = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claw-test-'));
  const sites = [
    {name: 's1', nat: 'none', hosts: ['a1'], link},
    {name: 's2', nat: 'none', hosts: ['b1'], link},
  ];
  const spec = {ownerPid: process.pid, seed: 7, directory, sites};
  lab = await openLab({...spec, fabric: 'netns', linkDriver: 'netem'});
});

afterAll(async () => {
  expect(await lab.down()).toEqual({leftovers: []});
  await rm(directory, {recursive: true});
});

function start(host: string, role: 'sender' | 'receiver', what: string, carrier: string) {
  const hosts = layOut(lab.spec).sites.flatMap((site) => site.hosts);
  const address = (name: string) => hosts.find((one) => one.name === name)?.address ?? '';
  const logFile = join(directory, `${role}-${runs}.log`);
  const argv = [process.execPath, '--expose-gc', PROGRAM];
  const words = [role, what, carrier, address(host), address('b1')];
  const {ended} = lab.spawn(host, [...argv, ...words], {logFile});
  const report = async (): Promise<Report> => {
    const {code} = await ended;
    const text = await readFile(logFile, 'utf8');
    expect(code, text).toBe(0);
    const lines = text.trim().split('\n');
    return JSON.parse(lines.at(-1) ?? '');
  };
  return {logFile, report};
}

/** Runs both processes to their ends. */
async function run(what: string, carrier: string): Promise<{sender: Report; receiver: Report}> {
  runs += 1;
  const receiver = start('b1', 'receiver', what, carrier);
  await vi.waitFor(
    async () => expect(await readFile(receiver.logFile, 'utf8')).toBe('ready\n'),
    10_000,
  );
  const sender = start('a1', 'sender', what, carrier);
  const [ofSender, ofReceiver] = await Promise.all([sender.report(), receiver.report()]);
  return {sender: ofSender, receiver: ofReceiver};
}

/** Most memory while the receiver stood still and caught up, beyond what was in use before. */
function growthBytes({samples}: Report, {stoppedAtMs, endedAtMs}: Report): number {
  const before = samples.filter(({atMs}) => atMs <= stoppedAtMs).at(-1)?.rss ?? 0;
  const during = samples.filter(({atMs}) => atMs > stoppedAtMs && atMs <= endedAtMs);
  return Math.max(...during.map(({rss}) => rss)) - before;
}

describe.each(['rtp', 'datachannel'])('carrier %s', (carrier) => {
  it.each(['unread', 'blocked'])('a receiver that stands still for 5 s: %s', async (what) => {
    const {sender, receiver} = await run(what, carrier);
    expect(receiver.stoppedFor).toBeGreaterThanOrEqual(4990);
    const growth = [sender, receiver].map((report) => growthBytes(report, receiver));
    const [ofSender, ofReceiver] = growth.map((bytes) => (bytes / MB).toFixed(1));
    const before = (receiver.warmUpBytes / MB).toFixed(0);
    console.log(
      `${carrier}, ${what}: sender +${ofSender} MiB, receiver +${ofReceiver} MiB, after ${before} MiB in 1.5 s`,
    );
    for (const bytes of growth) expect(bytes).toBeLessThanOrEqual(GROWTH_BYTES_MAX);
    // It goes on afterwards.
    expect(receiver.received).toBeGreaterThan(receiver.warmUpBytes);
  });

  it('of 10,000 messages in flight nothing is left once they have been read', async () => {
    const {sender, receiver} = await run('messages', carrier);
    expect(receiver.read).toBe(4 * 10_000);
    // All were there before the first was read.
    expect(receiver.unread).toBeGreaterThanOrEqual(10_000 * 200);
    for (const [role, {rounds}] of Object.entries({sender, receiver})) {
      const [first, last] = [rounds[0], rounds.at(-1)];
      if (!first || !last) throw new Error('there are four rounds');
      const live = rounds.map(({liveBytes}) => (liveBytes / MB).toFixed(2)).join(', ');
      console.log(`${carrier}, ${role}: ${live} MiB live after each round`);
      // Each round has messages of 2 MB in 20 streams.
      expect(last.liveBytes - first.liveBytes).toBeLessThan(MB);
      expect(last.timers).toBeLessThan(first.timers + 10);
    }
  });
});
