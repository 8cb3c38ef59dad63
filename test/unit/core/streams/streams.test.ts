import {expect, it} from 'vitest';
import {
  acked,
  events,
  exchange,
  lost,
  nextPacket,
  pattern,
  readAll,
  receive,
  streamsPair,
} from './pair.js';

it('carries messages both ways, tells of the stream, and forgets it when both sides are done', () => {
  const {caller, callee} = streamsPair();
  const id = caller.open({priority: 'control', label: 'größe'});
  caller.send(id, pattern(1, 10), 0);
  caller.send(id, pattern(2, 50_000), 0);
  caller.send(id, pattern(3, 0), 0);
  caller.finish(id);
  exchange(caller, callee, 0);
  expect(events(callee)).toEqual([
    {type: 'opened', stream: 0, priority: 1, label: 'größe'},
    {type: 'readable', stream: 0},
  ]);
  expect(readAll(callee, id)).toEqual([pattern(1, 10), pattern(2, 50_000), pattern(3, 0)]);
  expect(events(callee)).toEqual([{type: 'finished', stream: 0}]);
  callee.send(id, pattern(4, 5000), 1);
  callee.finish(id);
  exchange(caller, callee, 1);
  expect(readAll(caller, id)).toEqual([pattern(4, 5000)]);
  expect(events(caller)).toEqual([
    {type: 'readable', stream: 0},
    {type: 'finished', stream: 0},
    {type: 'forgotten', stream: 0},
  ]);
  expect(events(callee)).toEqual([{type: 'forgotten', stream: 0}]);
  expect([caller.openStreams, callee.openStreams]).toEqual([0, 0]);
});

it('sends lost parts again, split where they do not fit', () => {
  const {caller, callee} = streamsPair();
  const id = caller.open({priority: 'bulk'});
  caller.send(id, pattern(1, 3000), 0);
  const packets = [];
  for (let packet = nextPacket(caller, 0); packet; packet = nextPacket(caller, 0))
    packets.push(packet);
  expect(packets).toHaveLength(4);
  for (const packet of packets) lost(packet, 1);
  for (let packet = nextPacket(caller, 1, 300); packet; packet = nextPacket(caller, 1, 300)) {
    receive(callee, packet, 1);
    acked(packet, 1);
  }
  expect(readAll(callee, id)).toEqual([pattern(1, 3000)]);
  expect(caller.bufferedBytes(id)).toBe(0);
});
