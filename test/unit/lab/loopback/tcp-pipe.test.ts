import {once} from 'node:events';
import {PassThrough} from 'node:stream';
import {text} from 'node:stream/consumers';
import {expect, test} from 'vitest';
import type {LinkModel} from '../../../../src/lab/links/model.js';
import {Scheduler} from '../../../../src/lab/loopback/scheduler.js';
import {TcpPipe} from '../../../../src/lab/loopback/tcp-pipe.js';
import {Wire} from '../../../../src/lab/loopback/wire.js';

const scheduler = new Scheduler();

function pipeOver(model: LinkModel) {
  const wire = new Wire(scheduler, model, 1, 's1/up');
  const [from, to] = [new PassThrough(), new PassThrough()];
  new TcpPipe(scheduler, wire, {from, to}).start();
  /** Sends, and returns when the bytes have come to the wire. */
  const send = async (bytes: string) => {
    const came = once(from, 'data');
    from.write(bytes);
    await came;
  };
  return {wire, from, send, to};
}

test('what is on the wire arrives when the link goes down behind it', async () => {
  const {wire, send, to} = pipeOver({delayMs: 20});
  await send('on the wire');
  wire.impair({delayMs: 20, loss: 1});
  const [data] = (await once(to, 'data')) as [Buffer];
  expect(data.toString()).toBe('on the wire');
});

test('what is sent in a blackout arrives after it, and what comes later behind it', async () => {
  const {from, send, to} = pipeOver({blackouts: [{atMs: 0, forMs: 100}]});
  const startMs = performance.now();
  await send('one ');
  await send('two');
  from.end();
  expect(await text(to)).toBe('one two');
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(100);
});

test('the time until it is sent again doubles: 200 ms, then 400 ms', async () => {
  const {wire, send, to} = pipeOver({loss: 1});
  const startMs = performance.now();
  await send('one');
  scheduler.at(startMs + 300, () => wire.impair({}));
  await once(to, 'data');
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(600);
});

test('the timeline of the link changes the delay', async () => {
  const {send, to} = pipeOver({timeline: [{atMs: 0, change: {delayMs: 40}}]});
  const startMs = performance.now();
  await send('one');
  await once(to, 'data');
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(40);
});
