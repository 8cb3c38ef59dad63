import {expect, it} from 'vitest';
import {Pair} from '../../../src/sim/pair.js';
import {TransportSubject} from '../support/transport-subject.js';

const WINDOW_BYTES = 4 * 1024 * 1024;
const LINK = {delayMs: 10, rateBps: 200_000_000};

function connect() {
  const one = new TransportSubject('one', 1);
  const two = new TransportSubject('two', 1);
  const pair = new Pair(one, two, {seed: 1, links: {up: LINK, down: LINK}, mtuBytes: 1500});
  return {one, two, pair, streams: one.transport.streams, heard: two.transport.streams};
}

it('a receiver that does not read holds a window and no more, at full blast', () => {
  const {pair, streams, heard} = connect();
  pair.act('one', (now) => {
    const stream = streams.open({priority: 'bulk'});
    for (let count = 0; count < 600; count++) streams.send(stream, new Uint8Array(60_000), now);
  });
  let most = 0;
  for (let untilMs = 100; untilMs <= 10_000; untilMs += 100) {
    pair.drive(untilMs);
    most = Math.max(most, heard.heldCost);
  }
  expect(most).toBeGreaterThan(WINDOW_BYTES / 2);
  expect(most).toBeLessThanOrEqual(WINDOW_BYTES);
});

it('of 10,000 messages nothing is left once they have been read', () => {
  const {pair, streams, heard} = connect();
  const stream = pair.act('one', (now) => {
    const id = streams.open({priority: 'bulk', reliability: {lifetimeMs: 3_600_000}});
    for (let count = 0; count < 10_000; count++) streams.send(id, new Uint8Array(100), now);
    streams.finish(id);
    return id;
  });
  let read = 0;
  for (let untilMs = 100; untilMs <= 20_000; untilMs += 100) {
    pair.drive(untilMs);
    pair.act('two', () => {
      while (heard.read(stream)) read += 1;
      heard.finish(stream);
    });
  }
  expect(read).toBe(10_000);
  expect([streams.openStreams, heard.openStreams]).toEqual([0, 0]);
  expect([streams.bufferedBytes(stream), streams.queuedBytes(), heard.heldCost]).toEqual([0, 0, 0]);
  expect([streams.pollTimeout(), heard.pollTimeout()]).toEqual([Infinity, Infinity]);
});
