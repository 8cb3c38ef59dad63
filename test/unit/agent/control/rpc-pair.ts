import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {connect, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {LineRpcClient} from '../../../../src/agent/control/line-rpc-client.js';
import {type Handlers, LineRpcServer} from '../../../../src/agent/control/line-rpc-server.js';

/** A server on a socket of its own; all of it is gone when the test is over. */
export async function serve(handlers: Handlers) {
  const directory = await mkdtemp(join(tmpdir(), 'claw-rpc-'));
  const path = join(directory, 'control.sock');
  const server = await LineRpcServer.listen(path, handlers);
  onTestFinished(async () => {
    await server.close();
    await rm(directory, {recursive: true});
  });
  return {server, path, client: () => connectClient(path), raw: () => connectRaw(path)};
}

async function connectClient(path: string): Promise<LineRpcClient> {
  const client = await LineRpcClient.connect(path);
  onTestFinished(() => client.close());
  return client;
}

async function connectRaw(path: string): Promise<Socket> {
  const socket = connect(path);
  await once(socket, 'connect');
  // Being cut off is what these tests are about.
  socket.on('error', () => undefined);
  onTestFinished(() => {
    socket.destroy();
  });
  return socket;
}
