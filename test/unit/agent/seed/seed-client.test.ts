import {expect, it, onTestFinished} from 'vitest';
import {WebSocketServer} from 'ws';
import {SeedClient} from '../../../../src/agent/seed/seed-client.js';
import type {Signal} from '../../../../src/core/signaling/signal.js';
import {CuttableWay} from '../../../support/cuttable-way.js';
import {openSeed, RawMember} from './raw-member.js';

const close = (attempt: string): Signal => ({kind: 'close', attempt, reason: 'done'});

/** A client and all it tells, in words; `told` waits for one of them. */
function join(port: number, agent: string) {
  const log: string[] = [];
  const waiting: {text: string; resolve: () => void}[] = [];
  const tell = (text: string) => {
    log.push(text);
    for (const {text: wanted, resolve} of waiting) if (wanted === text) resolve();
  };
  const client = new SeedClient({
    url: `ws://127.0.0.1:${port}`,
    agent,
    listener: {
      state: (state) => tell(state),
      signal: (from, signal) => tell(`${from}: ${signal.kind} ${signal.attempt}`),
      unreachable: (to, attempt) => tell(`${to} unreachable ${attempt}`),
    },
  });
  onTestFinished(() => client.close());
  /** Resolves when `text` has been told `times` times in all. */
  const told = async (text: string, times = 1) => {
    while (log.filter((entry) => entry === text).length < times) {
      await new Promise<void>((resolve) => waiting.push({text, resolve}));
    }
  };
  return {client, log, told};
}

it('carries signals both ways', async () => {
  const {port} = await openSeed();
  const [one, two] = [join(port, 'a1'), join(port, 'a2')];
  await Promise.all([one.told('connected'), two.told('connected')]);
  await expect.poll(() => one.client.rttMs).toBeGreaterThan(0);
  one.client.send('a2', close('x'));
  await two.told('a1: close x');
  two.client.send('a1', close('y'));
  await one.told('a2: close y');
  one.client.send('a3', close('z'));
  await one.told('a3 unreachable z');
});

it('holds what is said before the seed has welcomed it', async () => {
  const {port} = await openSeed();
  const two = await RawMember.join(port, 'a2');
  const one = join(port, 'a1');
  one.client.send('a2', close('early'));
  expect(await two.hears(2)).toContainEqual({type: 'signal', from: 'a1', signal: close('early')});
});

it('comes back to a seed that was started again on its port, with what was said meanwhile', async () => {
  const seed = await openSeed();
  const {port} = seed;
  const one = join(port, 'a1');
  await one.told('connected');
  seed.close();
  await one.told('lost');
  one.client.send('a1', close('meanwhile'));
  await openSeed(port);
  await one.told('connected', 2);
  await one.told('a1: close meanwhile');
  expect(one.log).toEqual(['connected', 'lost', 'connected', 'a1: close meanwhile']);
});

it('asked whether the seed is there, comes back at once over a way that has gone silent', async () => {
  const way = await CuttableWay.open((await openSeed()).port);
  const one = join(way.port, 'a1');
  await one.told('connected');
  way.freeze();
  one.client.check();
  await one.told('connected', 2);
  expect(one.log).toEqual(['connected', 'lost', 'connected']);
});

it('asked whether the seed is there, stays with one that answers', async () => {
  const {port} = await openSeed();
  const [one, two] = [join(port, 'a1'), join(port, 'a2')];
  await Promise.all([one.told('connected'), two.told('connected')]);
  one.client.check();
  // A seed that is gone is found out within a second: by then the two have talked for longer.
  const endMs = performance.now() + 1500;
  for (let turn = 1; performance.now() < endMs; turn += 1) {
    one.client.send('a2', close(`${turn}`));
    await two.told(`a1: close ${turn}`);
  }
  expect(one.log).toEqual(['connected']);
});

it('holds 256 signals at most', async () => {
  const seed = await openSeed();
  const {port} = seed;
  const one = join(port, 'a1');
  await one.told('connected');
  seed.close();
  await one.told('lost');
  for (let count = 0; count < 300; count += 1) one.client.send('a1', close(String(count)));
  await openSeed(port);
  await one.told('connected', 2);
  one.client.send('a1', close('last'));
  await one.told('a1: close last');
  expect(one.log).toHaveLength(3 + 256 + 1);
  expect(one.log.at(-2)).toBe('a1: close 255');
});

it('ignores junk from a seed, and does not come apart', async () => {
  const server = new WebSocketServer({host: '127.0.0.1', port: 0});
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket) => {
    const junk = ['junk', 'null', '7', '[]', '{"type":"signal","from":"a2","signal":{}}'];
    const bad = ['{"type":"unreachable","to":1}', '{"type":"refused"}', '{"type":"signal"}'];
    for (const text of [...junk, ...bad, '{"type":"welcome"}']) socket.send(text);
  });
  const one = join((server.address() as {port: number}).port, 'a1');
  await one.told('connected');
  expect(one.log).toEqual(['connected']);
});

it('says nothing more once it is closed, and does not come back', async () => {
  const seed = await openSeed();
  const one = join(seed.port, 'a1');
  const two = await RawMember.join(seed.port, 'a2');
  await one.told('connected');
  one.client.close();
  // The seed tells that it is gone only after the socket has ended.
  const heard = async (): Promise<unknown> => {
    two.say({type: 'signal', to: 'a1', signal: close('x')});
    const last = (await two.hears(two.heard.length + 1)).at(-1);
    return seed.members.includes('a1') ? heard() : last;
  };
  expect(await heard()).toEqual({type: 'unreachable', to: 'a1', attempt: 'x'});
  expect(one.log).toEqual(['connected']);
});

it('says its last words to the end, whatever it is told meanwhile', async () => {
  const {port} = await openSeed();
  for (let time = 0; time < 5; time++) {
    const [leaving, staying] = [join(port, 'a1'), join(port, 'a2')];
    await Promise.all([leaving.told('connected'), staying.told('connected')]);
    // Nothing is under way any more.
    const rtts = () => Math.min(leaving.client.rttMs, staying.client.rttMs);
    await expect.poll(rtts, {interval: 1}).toBeGreaterThan(0);
    // In one turn: the seed has these to pass on before it reads what is said last.
    for (let count = 0; count < 3; count++) staying.client.send('a1', close('meanwhile'));
    leaving.client.send('a2', close('last'));
    leaving.client.close();
    await staying.told('a1: close last');
    expect(leaving.log).toEqual(['connected']);
    staying.client.close();
  }
});
