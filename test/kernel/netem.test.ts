import {afterAll, beforeAll, expect, it} from 'vitest';
import {applySteps} from '../../src/lab/apply.js';
import type {Lab} from '../../src/lab/lab.js';
import type {LinkModels} from '../../src/lab/links/model.js';
import {namespaceName} from '../../src/lab/names.js';
import {closeTestLab, openTestLab} from '../support/test-lab.js';
import {runTraffic, type Seen, serveTraffic} from './traffic.js';

const SERVICES = '198.18.0.2';
const HOST = '198.19.1.2';
const FIRST_LINK: LinkModels = {up: {delayMs: 20}, down: {delayMs: 30}};
/** Ethernet, IPv4 and UDP headers: what a link carries besides the payload. */
const HEADER_BYTES = 14 + 20 + 8;
/** What an emulated machine may add to the shortest of many round trips. */
const OVERHEAD_MS_MAX = 10;
/** Two-sided 99.9 % of a normal distribution, in standard deviations. */
const DEVIATIONS = 3.291;

let lab: Lab;

/** One site with one public host; the kernel impairs its link. */
beforeAll(async () => {
  lab = await openTestLab('netem', [{name: 's1', nat: 'none', hosts: ['a1'], link: FIRST_LINK}]);
});

afterAll(() => closeTestLab(lab));

/** Each measurement has a port of its own, so that nothing of the one before is counted. */
let port = 7100;
const impair = (link: Partial<LinkModels>) => lab.impair('s1', link);

async function echoed(): Promise<void> {
  port += 1;
  await serveTraffic(lab, 'services', 'echo', port);
}

/** The shortest of many round trips is the link's; longer ones waited for a processor. */
async function shortestTripMs(count = 11): Promise<number> {
  const printed = await runTraffic(lab, 'a1', 'rtt', SERVICES, port, count);
  return Math.min(...(JSON.parse(printed) as number[]));
}

async function expectRoundTrip(wantedMs: number): Promise<void> {
  const shortestMs = await shortestTripMs();
  expect(shortestMs).toBeGreaterThanOrEqual(wantedMs);
  expect(shortestMs).toBeLessThan(wantedMs + OVERHEAD_MS_MAX);
}

interface Load {
  count: number;
  /** Of each packet, as the link sees it. */
  frameBytes: number;
}

/** Sends a datagram each millisecond up the link and returns what the other side received. */
async function blast({count, frameBytes}: Load): Promise<Seen> {
  port += 1;
  const {ended, output} = await serveTraffic(lab, 'services', 'sink', port);
  const bytes = frameBytes - HEADER_BYTES;
  await runTraffic(lab, 'a1', 'blast', SERVICES, port, count, bytes, 1);
  // Behind all that is queued still.
  await runTraffic(lab, 'a1', 'end', SERVICES, port);
  expect(await ended).toEqual({code: 0, signal: null});
  return JSON.parse((await output()).replace('ready\n', '')) as Seen;
}

/**
 * Sends that many datagrams, and returns how many of them passed the core: nft counts there, where
 * no socket can overflow. Somebody listens, because a sender that is told otherwise skips one.
 */
async function countPassed(from: 'a1' | 'services', to: 'a1' | 'services', count: number) {
  const target = to === 'a1' ? HOST : SERVICES;
  port += 1;
  const sink = await serveTraffic(lab, to, 'sink', port);
  await runTraffic(lab, from, 'blast', target, port, count, 100, 2);
  const flows = (await lab.flows()).filter(
    (flow) => flow.router === 'core' && flow.target === target && flow.targetPort === port,
  );
  return {...sink, passed: flows.reduce((sum, {packets}) => sum + packets, 0)};
}

it('delays each direction by its own time, and changes one while running', async () => {
  expect(lab.links().get('s1')).toEqual(FIRST_LINK);
  await echoed();
  await expectRoundTrip(50);
  await impair({up: {delayMs: 70}});
  await expectRoundTrip(100);
  await impair({down: {}});
  await expectRoundTrip(70);
});

it('loses the share asked for', async () => {
  const [count, loss] = [5000, 0.05];
  await impair({up: {loss}, down: {}});
  const {passed} = await countPassed('a1', 'services', count);
  expect(Math.abs(count - passed - count * loss)).toBeLessThan(
    DEVIATIONS * Math.sqrt(count * loss * (1 - loss)),
  );
});

it('cuts one direction and leaves the other whole', async () => {
  const count = 200;
  await impair({up: {}, down: {loss: 1}});
  expect((await countPassed('a1', 'services', count)).passed).toBe(count);
  // The core sends them into the link, and none comes out.
  const {passed, ended, output} = await countPassed('services', 'a1', count);
  expect(passed).toBe(count);
  await impair({down: {}});
  await runTraffic(lab, 'services', 'end', HOST, port);
  await ended;
  expect(JSON.parse((await output()).replace('ready\n', ''))).toMatchObject({received: 0});
});

it.each([
  ['a bottleneck', {rateBps: 20e6}],
  ['no bottleneck', {}],
])('varies the delay and keeps the order with %s', async (_, bottleneck) => {
  const [count, delayMs, jitterMs] = [1500, 20, 15];
  await impair({up: {delayMs, jitterMs, ...bottleneck}, down: {}});
  expect(await blast({count, frameBytes: 142})).toMatchObject({received: count, reordered: 0});
  await echoed();
  const shortestMs = await shortestTripMs(40);
  expect(shortestMs).toBeGreaterThanOrEqual(delayMs - jitterMs);
  // Only jitter explains a trip shorter than the delay.
  expect(shortestMs).toBeLessThan(delayMs);
});

it('would see packets out of order if netem were asked for jitter alone', async () => {
  const netns = namespaceName(process.pid, 's1');
  const onWan = (verb: string, ...words: string[]) => ({
    title: 'jitter alone',
    netns,
    argv: ['tc', 'qdisc', verb, 'dev', 'wan', 'root', ...words],
  });
  await applySteps([onWan('del'), onWan('add', 'netem', 'delay', '20ms', '15ms')]);
  expect((await blast({count: 500, frameBytes: 142})).reordered).toBeGreaterThan(0);
});

it('holds traffic to the rate and drops what the queue cannot hold', async () => {
  const [count, rateBps, frameBytes] = [2000, 4e6, 1000];
  await impair({up: {delayMs: 5, rateBps, queueMsMax: 100}, down: {}});
  const {received, reordered, firstMs, lastMs} = await blast({count, frameBytes});
  const measuredBps = ((received - 1) * frameBytes * 8) / ((lastMs - firstMs) / 1000);
  expect(Math.abs(measuredBps / rateBps - 1)).toBeLessThan(0.1);
  expect(received).toBeLessThan(count);
  expect(reordered).toBe(0);
});

it('lifts the rate when a change names none', async () => {
  await impair({up: {rateBps: 100e3}});
  await impair({up: {}});
  const [count, frameBytes] = [50, 1000];
  const {received, firstMs, lastMs} = await blast({count, frameBytes});
  expect(received).toBe(count);
  // At 100 kbit/s they would take four seconds.
  expect(lastMs - firstMs).toBeLessThan(2000);
});
