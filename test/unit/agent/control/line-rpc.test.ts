import {once} from 'node:events';
import {stat} from 'node:fs/promises';
import {createServer, type Socket} from 'node:net';
import {text} from 'node:stream/consumers';
import {expect, it} from 'vitest';
import {LineRpcClient} from '../../../../src/agent/control/line-rpc-client.js';
import {LineRpcServer} from '../../../../src/agent/control/line-rpc-server.js';
import {ClawError} from '../../../../src/errors.js';
import {serve} from './rpc-pair.js';

const MIB = 1024 * 1024;

it('answers requests, side by side and out of order', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const {client} = await serve({
    slow: () => held.then(() => 'slow'),
    echo: (params) => params,
  });
  const rpc = await client();
  const slow = rpc.request('slow');
  expect(await rpc.request('echo', {text: 'ä\n✓'})).toEqual({text: 'ä\n✓'});
  release();
  expect(await slow).toBe('slow');
  expect(await rpc.request('echo')).toEqual({});
});

it('carries an error with its code, hint and exit code', async () => {
  const {client} = await serve({
    fail: () => {
      throw new ClawError('no such link', {code: 'LINK_UNKNOWN', hint: 'Try s1.', exitCode: 3});
    },
    bare: async () => Promise.reject(new ClawError('bare', {code: 'BARE'})),
    bug: () => {
      throw new TypeError('x is not a function');
    },
  });
  const rpc = await client();
  await expect(rpc.request('fail')).rejects.toMatchObject({
    name: 'ClawError',
    message: 'no such link',
    code: 'LINK_UNKNOWN',
    hint: 'Try s1.',
    exitCode: 3,
  });
  await expect(rpc.request('bare')).rejects.toMatchObject({
    code: 'BARE',
    hint: undefined,
    exitCode: 2,
  });
  await expect(rpc.request('bug')).rejects.toMatchObject({
    message: 'x is not a function',
    code: 'BUG',
    exitCode: 70,
  });
});

it.each(['nothing', 'constructor', '__proto__', 'toString'])('has no method %s', async (method) => {
  const rpc = await (await serve({})).client();
  await expect(rpc.request(method)).rejects.toMatchObject({code: 'UNKNOWN_METHOD'});
});

it.each([
  ['no JSON', 'hello'],
  ['no object', '7'],
  ['null', 'null'],
  ['no id', '{"method":"echo"}'],
  ['no method', '{"id":1}'],
  ['an empty line', ''],
])('ends the connection of whoever sends %s, and says why', async (_what, line) => {
  const socket = await (await serve({})).raw();
  socket.write(`${line}\n`);
  expect(await text(socket)).toBe('{"error":{"code":"BAD_REQUEST","message":"not a request"}}\n');
});

it('serves others while one sends junk', async () => {
  const {client, raw} = await serve({echo: (params) => params});
  const [rpc, socket] = [await client(), await raw()];
  socket.end('junk\n');
  await text(socket);
  expect(await rpc.request('echo', 1)).toBe(1);
});

it('takes a request of a mebibyte in many pieces', async () => {
  const {client} = await serve({size: (params) => (params as string).length});
  expect(await (await client()).request('size', 'x'.repeat(MIB - 100))).toBe(MIB - 100);
});

it.each([
  ['with a newline at its end', `${'x'.repeat(2 * MIB)}\n`],
  ['that never ends', 'x'.repeat(2 * MIB)],
])('ends the connection of whoever sends a line over a mebibyte, %s', async (_what, line) => {
  const socket = await (await serve({})).raw();
  const closed = isClosed(socket);
  socket.resume();
  socket.write(line);
  await closed;
});

it('tells events to those who subscribed, and only to them', async () => {
  const {server, client} = await serve({echo: (params) => params});
  const [listening, other] = [await client(), await client()];
  const events: unknown[] = [];
  await listening.subscribe((event) => events.push(event));
  await other.request('echo');
  server.publish({type: 'ready'});
  server.publish({type: 'closed', reason: 'ä'});
  await listening.request('echo');
  expect(events).toEqual([{type: 'ready'}, {type: 'closed', reason: 'ä'}]);
});

it('cuts off a subscriber who does not read, and no other', async () => {
  const {server, client, raw} = await serve({});
  const [slow, quick] = [await raw(), await client()];
  slow.pause();
  slow.write('{"id":1,"method":"subscribe"}\n');
  await once(slow, 'readable');
  let seen = 0;
  await quick.subscribe(() => {
    seen += 1;
  });
  const closed = isClosed(slow);
  const event = 'x'.repeat(MIB);
  const sent = 40;
  for (let count = 0; count < sent; count += 1) {
    server.publish(event);
    // The quick one reads each before the next is written.
    await quick.request('none').catch(() => undefined);
  }
  expect(seen).toBe(sent);
  slow.resume();
  await closed;
});

it('rejects what is outstanding when the other process goes', async () => {
  const {server, client} = await serve({never: () => new Promise(() => undefined)});
  const rpc = await client();
  const outstanding = rpc.request('never');
  const [, result] = await Promise.all([
    server.close(),
    outstanding.catch((error: unknown) => error),
  ]);
  expect(result).toMatchObject({code: 'CONTROL_GONE', exitCode: 1});
  await rpc.closed;
  await expect(rpc.request('never')).rejects.toMatchObject({code: 'CONTROL_GONE'});
});

it('closes although somebody reads nothing', async () => {
  const {server, raw} = await serve({much: () => 'x'.repeat(4 * MIB)});
  const socket = await raw();
  socket.pause();
  socket.write('{"id":1,"method":"much"}\n');
  await once(socket, 'readable');
  await server.close();
});

it('is for its owner only, and leaves no socket behind', async () => {
  const {server, path} = await serve({});
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await server.close();
  await expect(stat(path)).rejects.toMatchObject({code: 'ENOENT'});
  await expect(LineRpcClient.connect(path)).rejects.toMatchObject({code: 'ENOENT'});
});

it('says what to do when it cannot listen', async () => {
  const {path} = await serve({});
  await expect(LineRpcServer.listen(path, {})).rejects.toMatchObject({
    code: 'CONTROL_LISTEN',
    exitCode: 3,
  });
});

it('a client leaves a server that talks junk', async () => {
  const {path} = await serve({});
  const fake = createServer((socket) => socket.resume().write('junk\n'));
  fake.listen(`${path}.fake`);
  await once(fake, 'listening');
  const rpc = await LineRpcClient.connect(`${path}.fake`);
  await expect(rpc.request('status')).rejects.toMatchObject({code: 'CONTROL_GONE'});
  await new Promise((resolve) => fake.close(resolve));
});

/** Resolves however it came to be closed; `once` would reject with a reset connection. */
function isClosed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
