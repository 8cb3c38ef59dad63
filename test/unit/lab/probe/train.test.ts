import {expect, test} from 'vitest';
import {Reflector} from '../../../../src/lab/probe/reflector.js';
import {analyseTrain} from '../../../../src/lab/probe/train.js';
import {
  decodeTrain,
  encodeTrain,
  type TrainPacket,
} from '../../../../src/lab/probe/train-packet.js';

const numbers = (count: number) => Array.from({length: count}, (_, index) => index);

test('loss is told apart by direction, with its bursts', () => {
  const arrived = new Set(numbers(100).filter((n) => n < 40 || n >= 44));
  const back = [...arrived].filter((n) => n !== 10 && n !== 20);
  const echoes = new Map(back.map((n) => [n, {upMs: 5, downMs: 8}]));
  expect(analyseTrain({sent: 100, arrived, echoes})).toMatchObject({
    up: {packets: 100, lost: 4, loss: 0.04, burstPackets: 4, delayMs: 5, jitterMs: 0},
    down: {packets: 96, lost: 2, burstPackets: 1, delayMs: 8},
  });
});

test('packets that a busy machine delivered late do not move the figures', () => {
  const times = numbers(100).map((n) => [n, {upMs: n < 30 ? 90 : 5, downMs: 5}] as const);
  const {up} = analyseTrain({sent: 100, arrived: new Set(numbers(100)), echoes: new Map(times)});
  expect(up).toMatchObject({delayMs: 5, jitterMs: 0});
});

test('a train of which nothing came through has no delay', () => {
  const {up, down} = analyseTrain({sent: 20, arrived: new Set(), echoes: new Map()});
  expect(up).toMatchObject({lost: 20, loss: 1});
  expect(up.delayMs).toBeUndefined();
  expect(down).toMatchObject({packets: 0, loss: 0});
});

test.each<TrainPacket>([
  {kind: 'probe', session: 7, sequence: 3, sentNs: 123n},
  {kind: 'echo', session: 2 ** 32 - 1, sequence: 99, sentNs: 123n, reflectedNs: 456n},
  {kind: 'ask', session: 7},
  {kind: 'report', session: 7, arrived: new Set([0, 9, 200])},
  {kind: 'report', session: 7, arrived: new Set()},
])('$kind survives its encoding', (packet) => {
  expect(decodeTrain(encodeTrain(packet))).toEqual(packet);
});

test('the reflector answers trains and nothing else', () => {
  const reflector = new Reflector();
  const probe = encodeTrain({kind: 'probe', session: 1, sequence: 5, sentNs: 10n});
  expect(decodeTrain(reflector.handle(20n, probe) ?? Buffer.alloc(0))).toEqual({
    kind: 'echo',
    session: 1,
    sequence: 5,
    sentNs: 10n,
    reflectedNs: 20n,
  });
  const report = reflector.handle(30n, encodeTrain({kind: 'ask', session: 1}));
  expect(decodeTrain(report ?? Buffer.alloc(0))).toMatchObject({arrived: new Set([5])});
  for (const odd of ['', 'claw', 'hello, world', 'claw\0\0\0\0\0short']) {
    expect(reflector.handle(0n, Buffer.from(odd))).toBeUndefined();
  }
});
