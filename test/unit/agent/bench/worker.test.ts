import {afterAll, afterEach, beforeAll, expect, test, vi} from 'vitest';
import type {
  FlowSpec,
  Invitation,
  PathReport,
  PipeKind,
  ProcessUsage,
  ReceiveReport,
  SendReport,
} from '../../../../src/agent/bench/protocol.js';
import {Worker} from '../../../../src/agent/bench/worker.js';
import {SeedServer} from '../../../../src/agent/seed/seed-server.js';

const KINDS: PipeKind[] = ['claw', 'claw-datachannel', 'datachannel', 'tcp', 'udx'];
const address = '127.0.0.1';
let seed: SeedServer;
const workers: Worker[] = [];

beforeAll(async () => {
  seed = await SeedServer.listen(address, 0);
});

afterEach(() => {
  for (const worker of workers.splice(0)) worker.closeAll();
});

afterAll(() => seed.close());

/** Asks a worker as its control socket would. */
function asker(): (method: string, params: object) => Promise<unknown> {
  const worker = new Worker();
  workers.push(worker);
  const handlers = worker.handlers();
  return async (method, params) => handlers[method]?.(params);
}

async function open(kind: PipeKind) {
  const [from, to] = [asker(), asker()];
  const request = {pipe: `test-${kind}`, kind, address, seedUrl: `ws://${address}:${seed.port}`};
  const invitation = (await to('invite', request)) as Invitation;
  const reply = await from('join', {...request, invitation});
  await to('complete', {pipe: request.pipe, reply});
  await from('opened', {pipe: request.pipe});
  const run = async (flow: FlowSpec) => {
    await to('expect', {pipe: request.pipe, flow});
    const sent = (await from('send', {pipe: request.pipe, flow})) as SendReport;
    const until = {messages: sent.messages, waitMs: 5000};
    const received = await to('collect', {pipe: request.pipe, flow: flow.id, ...until});
    return {sent, received: received as ReceiveReport};
  };
  return {run};
}

const whole = {
  ...{id: 1, mode: {}, priority: 'bulk' as const, messageBytes: 1150},
  ...{durationMs: 5000, totalBytes: 300 * 1150},
};

for (const kind of KINDS) {
  test(`${kind}: what is sent as fast as it can arrives whole and in order`, async () => {
    const {run} = await open(kind);
    const {sent, received} = await run({...whole, load: {saturate: true}});
    expect(sent).toMatchObject({messages: 300, bytes: 345_000, refused: 0});
    expect(received).toMatchObject({
      ...{messages: 300, bytes: 345_000, idMax: 299},
      ...{corrupt: 0, duplicates: 0, outOfOrder: 0},
    });
    expect(received.latencyMs?.min).toBeGreaterThan(0);
  });

  test(`${kind}: a paced flow beside one that saturates`, async () => {
    const {run} = await open(kind);
    const [bulk, paced] = await Promise.all([
      run({...whole, load: {saturate: true}}),
      run({...whole, id: 2, messageBytes: 200, totalBytes: 2000, load: {messagesPerSecond: 200}}),
    ]);
    expect([bulk.received.messages, paced.received.messages]).toEqual([300, 10]);
    // The tenth is due 45 ms after the first.
    expect(paced.sent.endedAtMs - paced.sent.startedAtMs).toBeGreaterThanOrEqual(45);
  });
}

test('pipes that name the same agent share it; what they held is given back', async () => {
  const ends = {a: asker(), b: asker(), c: asker()};
  const connect = async (pipe: string, from: keyof typeof ends, to: keyof typeof ends) => {
    const about = {pipe, kind: 'claw', address, seedUrl: `ws://${address}:${seed.port}`};
    const request = {...about, agents: {from, to}};
    const invitation = await ends[to]('invite', request);
    await ends[from]('join', {...request, invitation});
    await ends[from]('opened', {pipe});
  };
  const peerOf = async (end: keyof typeof ends, pipe: string) =>
    ((await ends[end]('paths', {pipe})) as PathReport).connection?.peer;
  const usage = async () => (await ends.a('usage', {})) as ProcessUsage;
  await connect('first', 'a', 'b');
  await connect('second', 'b', 'c');
  expect([await peerOf('b', 'first'), await peerOf('b', 'second')]).toEqual(['a', 'c']);
  expect((await usage()).peers).toBeGreaterThanOrEqual(4);
  // The other connection of `b` stays.
  for (const end of ['a', 'b'] as const) await ends[end]('close', {pipe: 'first'});
  expect(await peerOf('b', 'second')).toBe('c');
  for (const end of ['b', 'c'] as const) await ends[end]('close', {pipe: 'second'});
  await vi.waitFor(
    async () => expect(await usage()).toMatchObject({peers: 0, channels: 0}),
    10_000,
  );
});

test('a flow ends with its time, whatever is left to send', async () => {
  const {run} = await open('tcp');
  const {totalBytes: _, ...endless} = whole;
  const {sent} = await run({...endless, durationMs: 50, load: {saturate: true}});
  expect(sent.messages).toBeGreaterThan(0);
  expect(sent.endedAtMs - sent.startedAtMs).toBeGreaterThanOrEqual(50);
});
