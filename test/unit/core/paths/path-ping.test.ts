import {expect, it} from 'vitest';
import {PathPing} from '../../../../src/core/paths/path-ping.js';
import {END, FrameReader} from '../../../../src/core/wire/frame-reader.js';
import {FrameType} from '../../../../src/core/wire/frame-type.js';
import {FrameWriter} from '../../../../src/core/wire/frame-writer.js';

const MICROSECONDS_MAX = 2 ** 32;

/** Frames that it writes at `now`, with their tokens. */
function written(ping: PathPing, now: number): [number, number][] {
  const writer = new FrameWriter();
  const reader = new FrameReader();
  const packet = new Uint8Array(100);
  writer.begin(packet, 0, packet.length);
  ping.write(now, writer);
  reader.begin(packet.subarray(0, writer.offset), 0);
  const frames: [number, number][] = [];
  for (let type = reader.next(); type !== END; type = reader.next()) {
    frames.push([type, reader.value]);
  }
  return frames;
}

it('has nothing to say until it is asked or is to ask', () => {
  const ping = new PathPing();
  expect([ping.hasToSay, written(ping, 0)]).toEqual([false, []]);
  expect(ping.isPending).toBe(false);
});

it('asks once, with the time in microseconds', () => {
  const ping = new PathPing();
  ping.isDue = true;
  expect(ping.hasToSay).toBe(true);
  expect(written(ping, 12.345)).toEqual([[FrameType.pathPing, 12_345]]);
  expect(ping).toMatchObject({isDue: false, isPending: true, sentAtMs: 12.345, hasToSay: false});
  expect(written(ping, 13)).toEqual([]);
});

it('answers the newest question once, before it asks', () => {
  const ping = new PathPing();
  ping.echo = 0;
  expect(ping.hasToSay).toBe(true);
  ping.echo = 7;
  ping.isDue = true;
  expect(written(ping, 1)).toEqual([
    [FrameType.pathPong, 7],
    [FrameType.pathPing, 1000],
  ]);
  expect([ping.hasToSay, written(ping, 2)]).toEqual([false, []]);
});

it.each([
  ['that comes in time', 1000, 1020.5, 20.5],
  [
    'to a question of before the clock’s 32 bits ran over',
    MICROSECONDS_MAX / 1000 - 5,
    MICROSECONDS_MAX / 1000 + 15,
    20,
  ],
  ['after a minute', 1000, 61_000, 60_000],
  ['after more than a minute', 1000, 61_001, Number.NaN],
  ['to a question that is still to come', 1000, 999, Number.NaN],
])('an answer %s tells its round trip', (_what, askedAtMs, answeredAtMs, rttMs) => {
  const ping = new PathPing();
  ping.isDue = true;
  const [[, token] = [0, 0]] = written(ping, askedAtMs);
  expect(Math.round(ping.onPong(answeredAtMs, token) * 10) / 10).toBe(rttMs);
  expect(ping.isPending).toBe(false);
});

it('knows since when it has had no answer, however often it has asked since', () => {
  const ping = new PathPing();
  const asked = (now: number) => {
    ping.isDue = true;
    written(ping, now);
    return ping.pendingSinceMs;
  };
  expect([asked(100), asked(350), asked(600)]).toEqual([100, 100, 100]);
  ping.onPong(610, 600_000);
  expect([asked(700), asked(900)]).toEqual([700, 700]);
  ping.onOverdue();
  expect([asked(1200), asked(1450)]).toEqual([1200, 1200]);
});
