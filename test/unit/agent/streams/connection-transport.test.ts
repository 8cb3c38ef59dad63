import {expect, it} from 'vitest';
import {pipeTo, until, WiredEnd, wiredPair} from './wired-pair.js';

async function firstOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> {
  for await (const message of stream) return message;
  return undefined;
}

it('ends its streams with an error when the peer starts anew, and new ones work', async () => {
  const {caller, callee} = wiredPair();
  const old = caller.transport.openStream();
  old.send(Uint8Array.of(1));
  await callee.stream();
  const heard = firstOf(old);
  // Another process takes the callee's place.
  const successor = new WiredEnd(false);
  caller.transport.remove(caller.transport.activePath as number);
  caller.transport.add({pipe: pipeTo(() => successor.transport), rank: 0});
  successor.transport.add({pipe: pipeTo(() => caller.transport), rank: 0});
  caller.transport.meet(successor.transport.incarnation);
  successor.transport.meet(caller.transport.incarnation);
  await expect(heard).rejects.toThrow('the peer has started anew');
  expect([old.hasEnded, old.send(Uint8Array.of(2))]).toEqual([true, false]);
  const fresh = caller.transport.openStream();
  fresh.send(Uint8Array.of(3));
  expect(await firstOf(await successor.stream())).toEqual(Uint8Array.of(3));
});

it('keeps its streams when it meets the same peer again on another path', async () => {
  const {caller, callee} = wiredPair();
  const stream = caller.transport.openStream();
  stream.send(Uint8Array.of(1));
  const other = await callee.stream();
  caller.transport.remove(caller.transport.activePath as number);
  expect(caller.transport.activePath).toBeUndefined();
  caller.transport.meet(callee.transport.incarnation);
  stream.send(Uint8Array.of(2));
  caller.transport.add({pipe: pipeTo(() => callee.transport), rank: 0});
  stream.finish();
  const bytes: number[] = [];
  for await (const [byte] of other) bytes.push(byte ?? -1);
  expect(bytes).toEqual([1, 2]);
});

it('ends its streams with an error when the peer has gone', async () => {
  const {caller, callee} = wiredPair();
  const stream = caller.transport.openStream();
  stream.send(Uint8Array.of(1));
  await callee.stream();
  const heard = firstOf(stream);
  callee.transport.leave();
  await expect(heard).rejects.toThrow('the agent has left');
  expect([caller.violations, callee.violations]).toEqual([[], []]);
});

it('tells the peer why it closes, whatever arrives meanwhile', async () => {
  const {caller, callee} = wiredPair();
  const stream = caller.transport.openStream();
  stream.send(Uint8Array.of(1));
  await callee.stream();
  const heard = firstOf(stream);
  // A packet with a frame that there is not.
  callee.transport.receive(Uint8Array.of(3, 0x80, 1, 0, 0, 0, 0, 0, 0, 0x1f));
  await expect(heard).rejects.toThrow('a frame is malformed');
  const told = ['protocol violation: a frame is malformed'];
  expect([caller.violations, callee.violations]).toEqual([told, told]);
});

it('is another incarnation once every path is gone', () => {
  const {caller} = wiredPair();
  const {incarnation} = caller.transport;
  caller.transport.end('no path');
  expect(caller.transport.incarnation).not.toBe(incarnation);
});

it('carries datagrams', async () => {
  const {caller, callee} = wiredPair();
  caller.transport.sendDatagram(Uint8Array.of(1, 2), {priority: 'critical', lifetimeMs: 5000});
  await until(() => callee.datagrams.length > 0);
  expect(callee.datagrams).toEqual([Uint8Array.of(1, 2)]);
});

it('forgets streams that have ended on both sides', async () => {
  const {caller, callee} = wiredPair();
  for (let count = 0; count < 200; count++) {
    const stream = caller.transport.openStream();
    stream.send(Uint8Array.of(1));
    stream.finish();
    const other = await callee.stream();
    for await (const message of other) other.send(message);
    other.finish();
    for await (const message of stream) expect(message).toEqual(Uint8Array.of(1));
  }
  await until(() => caller.transport.openStreams + callee.transport.openStreams === 0);
});

it.each([
  ['direct path', 0, 1444],
  ['relayed path, with four bytes for the relay', 1, 1440],
])('fills the packets of a %s', async (_what, rank, bytes) => {
  const caller = new WiredEnd(true);
  const callee = new WiredEnd(false);
  caller.transport.meet(callee.transport.incarnation);
  callee.transport.meet(caller.transport.incarnation);
  const there = pipeTo(() => callee.transport);
  caller.transport.add({pipe: there, rank});
  callee.transport.add({pipe: pipeTo(() => caller.transport), rank});
  caller.transport.openStream().send(new Uint8Array(1_000_000));
  expect((await firstOf(await callee.stream()))?.length).toBe(1_000_000);
  expect(there.longest).toBe(bytes);
});
