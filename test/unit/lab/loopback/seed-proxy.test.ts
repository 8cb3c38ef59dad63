import {once} from 'node:events';
import {connect, createServer, type Socket} from 'node:net';
import {text} from 'node:stream/consumers';
import {afterEach, expect, test} from 'vitest';
import type {LinkModel} from '../../../../src/lab/links/model.js';
import {Scheduler} from '../../../../src/lab/loopback/scheduler.js';
import {reserveSeedPort} from '../../../../src/lab/loopback/seed-port.js';
import {listen, openSeedProxy, type SeedProxy} from '../../../../src/lab/loopback/seed-proxy.js';
import {Wire} from '../../../../src/lab/loopback/wire.js';

const scheduler = new Scheduler();
const closers: {close(): unknown}[] = [];

afterEach(() => {
  for (const closer of closers.splice(0)) closer.close();
});

/** A proxy in front of a server that echoes; `delays` are of its site's link. */
async function echoThrough(up: LinkModel, down: LinkModel): Promise<[SeedProxy, Wire]> {
  const seed = createServer((socket) => socket.pipe(socket));
  closers.push(seed);
  const upWire = new Wire(scheduler, up, 1, 's1/up');
  const site = {up: upWire, down: new Wire(scheduler, down, 1, 's1/down')};
  const proxy = await openSeedProxy(scheduler, site, await listen(seed));
  closers.push(proxy);
  return [proxy, upWire];
}

function open(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  closers.push({close: () => socket.destroy()});
  return socket;
}

test('bytes take the delay of the link, and the connection a round trip more', async () => {
  const [proxy] = await echoThrough({delayMs: 20}, {delayMs: 10});
  const client = open(proxy.port);
  const startMs = performance.now();
  client.write('hello');
  await once(client, 'data');
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(60);
});

test('all bytes arrive in order, then the end', async () => {
  const [proxy] = await echoThrough({delayMs: 2, jitterMs: 2, loss: 0.5}, {delayMs: 1});
  const client = open(proxy.port);
  const sent = Array.from({length: 2000}, (_, index) => `line ${index}\n`.repeat(50)).join('');
  client.end(sent);
  expect(await text(client)).toBe(sent);
});

test('nothing passes a link that loses everything, until it is mended', async () => {
  const [proxy, up] = await echoThrough({}, {});
  const client = open(proxy.port);
  client.write('before');
  await once(client, 'data');
  up.impair({loss: 1});
  const startMs = performance.now();
  client.write('during');
  const mendedAtMs = startMs + 100;
  scheduler.at(mendedAtMs, () => up.impair({}));
  const [data] = (await once(client, 'data')) as [Buffer];
  expect(data.toString()).toBe('during');
  expect(performance.now()).toBeGreaterThanOrEqual(mendedAtMs);
});

test.each(['up', 'down'] as const)('a connection opens once %s is mended', async (which) => {
  const dead = {blackouts: [{atMs: 0, forMs: 400}]};
  const startMs = performance.now();
  const [proxy] = await echoThrough(which === 'up' ? dead : {}, which === 'down' ? dead : {});
  const client = open(proxy.port);
  client.write('hello');
  await once(client, 'data');
  // The first timeout of a connection is a second.
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(1000);
});

test('no seed: the connection is closed', async () => {
  const reserved = await reserveSeedPort();
  reserved.release();
  const idle = new Wire(scheduler, {}, 1, 's1/up');
  const proxy = await openSeedProxy(scheduler, {up: idle, down: idle}, reserved.port);
  closers.push(proxy);
  await once(open(proxy.port), 'close');
});

test('a reserved port can be had at once after its release', async () => {
  const reserved = await reserveSeedPort();
  reserved.release();
  const seed = createServer();
  closers.push(seed);
  seed.listen(reserved.port, '127.0.0.1');
  await once(seed, 'listening');
});
