import {expect, it} from 'vitest';
import type {Stream} from '../../../../src/agent/streams/stream.js';
import {until, wiredPair} from './wired-pair.js';

async function openedPair(): Promise<{one: Stream; two: Stream}> {
  const {caller, callee} = wiredPair();
  const one = caller.transport.openStream({label: 'test'});
  one.send(Uint8Array.of(0));
  const two = await callee.stream();
  await until(() => two.read() !== undefined);
  return {one, two};
}

async function lengths(stream: Stream): Promise<number[]> {
  const all: number[] = [];
  for await (const message of stream) all.push(message.length);
  return all;
}

it('iterates over the messages, and ends when the peer has finished', async () => {
  const {one, two} = await openedPair();
  for (const bytes of [1, 100_000, 0, 3]) one.send(new Uint8Array(bytes));
  one.finish();
  expect(await lengths(two)).toEqual([1, 100_000, 0, 3]);
  expect([two.hasEnded, two.label, two.priority]).toEqual([true, 'test', 'interactive']);
});

it('waits for messages that are not there yet', async () => {
  const {one, two} = await openedPair();
  const heard = lengths(two);
  one.send(new Uint8Array(5));
  await until(() => one.bufferedBytes === 0);
  one.send(new Uint8Array(6));
  one.finish();
  expect(await heard).toEqual([5, 6]);
});

it('throws from the iterator when the peer has reset the stream', async () => {
  const {one, two} = await openedPair();
  const heard = lengths(two);
  one.reset(42);
  await expect(heard).rejects.toMatchObject({
    ...{name: 'StreamResetError', code: 'STREAM_RESET', resetCode: 42},
    ...{message: 'the peer has reset the stream (code 42)', hint: expect.any(String)},
  });
});

it('tells a sender that the peer wants no more, and keeps nobody waiting', async () => {
  const {one, two} = await openedPair();
  const codes: number[] = [];
  one.onStopped = (code) => codes.push(code);
  for (let count = 0; count < 8; count++) one.send(new Uint8Array(1_000_000));
  const drained = one.drained();
  two.stop(9);
  await drained;
  expect([codes, one.stopCode, one.send(new Uint8Array(1))]).toEqual([[9], 9, false]);
});

it('wakes a sender that gives up itself', async () => {
  const {one} = await openedPair();
  for (let count = 0; count < 8; count++) one.send(new Uint8Array(1_000_000));
  const drained = one.drained();
  one.reset(1);
  await drained;
  expect(one.bufferedBytes).toBe(0);
});

it('drains while the peer reads', async () => {
  const {one, two} = await openedPair();
  for (let count = 0; count < 4; count++) one.send(new Uint8Array(700_000));
  one.finish();
  const heard = lengths(two);
  await one.drained();
  expect(one.bufferedBytes).toBeLessThanOrEqual(2 * 1024 * 1024);
  expect(await heard).toHaveLength(4);
});
