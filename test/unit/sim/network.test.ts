import {expect, it} from 'vitest';
import type {LinkModels} from '../../../src/lab/links/model.js';
import type {Endpoint} from '../../../src/sim/endpoint.js';
import {Network} from '../../../src/sim/network.js';
import {Pair} from '../../../src/sim/pair.js';

const SILENT: Endpoint = {
  handlePacket: () => undefined,
  handleTimeout: () => undefined,
  pollTransmit: () => 0,
  pollTimeout: () => Number.POSITIVE_INFINITY,
};

/** Sends what it is told to, and writes down what happens to it. */
class Recorder implements Endpoint {
  readonly log: string[] = [];
  readonly outbox: number[] = [];
  timeoutMs = Number.POSITIVE_INFINITY;

  handlePacket(bytes: Uint8Array, now: number): void {
    this.log.push(`${bytes[0]} at ${now}`);
  }

  handleTimeout(now: number): void {
    this.log.push(`timeout at ${now}`);
    this.timeoutMs = Number.POSITIVE_INFINITY;
  }

  pollTransmit(_now: number, target: Uint8Array): number {
    const next = this.outbox.shift();
    if (next === undefined) return 0;
    target[0] = next;
    return 1;
  }

  pollTimeout(): number {
    return this.timeoutMs;
  }
}

const both = (delayMs: number): LinkModels => ({up: {delayMs}, down: {delayMs}});
const pairOf = (one: Endpoint, two: Endpoint, links: LinkModels) =>
  new Pair(one, two, {seed: 1, links});

it('sends all that an endpoint has after each thing that happens to it', () => {
  const [one, two] = [new Recorder(), new Recorder()];
  one.outbox.push(1, 2);
  const pair = pairOf(one, two, both(10));
  expect(pair.one.counts.sent).toBe(2);
  pair.act('one', (now) => {
    expect(now).toBe(0);
    one.outbox.push(3);
    one.timeoutMs = 5;
  });
  expect(pair.one.counts.sent).toBe(3);
  two.outbox.push(9);
  pair.drive(10);
  expect(one.log).toEqual(['timeout at 5']);
  expect(two.log).toEqual(['1 at 10', '2 at 10', '3 at 10']);
  pair.drive(30);
  expect(one.log).toEqual(['timeout at 5', '9 at 20']);
  expect(pair.now).toBe(30);
  expect(pair.two.counts).toMatchObject({sent: 1, received: 3, receivedBytes: 3, timeouts: 0});
});

it('lets packets come before timeouts of the same time', () => {
  const [one, two] = [new Recorder(), new Recorder()];
  one.outbox.push(1);
  two.timeoutMs = 10;
  pairOf(one, two, both(10)).drive(10);
  expect(two.log).toEqual(['1 at 10', 'timeout at 10']);
});

it('drops what was corrupted before the endpoint sees it, as authentication does', () => {
  const [one, two] = [new Recorder(), new Recorder()];
  one.outbox.push(1);
  const pair = pairOf(one, two, {up: {corrupt: 1}, down: {}});
  pair.drive(1);
  expect(two.log).toEqual([]);
  expect(pair.two.counts).toMatchObject({received: 0, damaged: 1});
});

it('takes packets over several links, and lets senders share one', () => {
  const network = new Network(1);
  const near = network.addLink('near', {model: {delayMs: 1}});
  const far = network.addLink('far', {model: {delayMs: 10}});
  const ends = [new Recorder(), new Recorder(), new Recorder(), new Recorder()] as const;
  ends[0].outbox.push(1);
  ends[2].outbox.push(2);
  network.connect('a', {one: ends[0], two: ends[1]}, {there: [near, far], back: [far]});
  network.connect('b', {one: ends[2], two: ends[3]}, {there: [far], back: [far]});
  network.drive(100);
  expect([ends[1].log, ends[3].log]).toEqual([['1 at 11'], ['2 at 10']]);
  expect(far.counts.packets).toBe(2);
});

it('says why it came back from a bounded drive', () => {
  const [one, two] = [new Recorder(), new Recorder()];
  one.outbox.push(1, 2, 3);
  const pair = pairOf(one, two, both(10));
  const bounds = {untilMs: 100, stepsMax: 10};
  expect(pair.driveBounded(() => false, {...bounds, untilMs: 9})).toBe('time');
  expect(pair.now).toBe(9);
  expect(pair.driveBounded(() => two.log.length === 1, bounds)).toBe('reached');
  expect(pair.driveBounded(() => false, {...bounds, stepsMax: 1})).toBe('steps');
  expect(pair.driveBounded(() => false, bounds)).toBe('idle');
  expect(two.log).toEqual(['1 at 10', '2 at 10', '3 at 10']);
  expect(pair.step()).toBe(false);
});

it('throws rather than loop for ever with an endpoint', () => {
  const endless: Endpoint = {...SILENT, pollTransmit: () => 1};
  expect(() => pairOf(endless, SILENT, both(1))).toThrow('pair/one at 0 ms has always one more');
  const hasty: Endpoint = {...SILENT, pollTimeout: () => -5};
  expect(() => pairOf(SILENT, hasty, both(1)).drive(1)).toThrow('pair/two at 0 ms asks for one');
});

it('refuses lengths and times that can not be', () => {
  const sends = (length: number) => () =>
    pairOf({...SILENT, pollTransmit: () => length}, SILENT, both(1));
  expect(sends(-1)).toThrow('a packet of -1 bytes');
  expect(sends(5000)).toThrow('a packet of 5000 bytes');
  expect(sends(Number.NaN)).toThrow('a packet of NaN bytes');
  const confused = {...SILENT, pollTimeout: () => Number.NaN};
  expect(() => pairOf(confused, SILENT, both(1))).toThrow('timeout is NaN');
});
