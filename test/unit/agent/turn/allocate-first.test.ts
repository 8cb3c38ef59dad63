import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, it, onTestFinished} from 'vitest';
import {allocateFirst} from '../../../../src/agent/turn/allocate-first.js';
import {RelayMemory} from '../../../../src/agent/turn/relay-memory.js';
import type {RelayTransport, TurnServer} from '../../../../src/agent/turn/transport.js';
import {TurnClient} from '../../../../src/agent/turn/turn-client.js';
import {hasProgram} from '../../../../src/lab/programs.js';
import {type CoturnServer, startCoturnServer} from '../../../support/coturn-server.js';
import {openTcpServer} from './tcp-server.js';

const installed = await hasProgram('turnserver');
const signal = () => AbortSignal.timeout(9000);

describe.skipIf(!installed)('a real TURN server', () => {
  let coturn: CoturnServer;
  let ca = '';
  beforeAll(async () => {
    coturn = await startCoturnServer({userQuota: 100});
    ca = readFileSync(coturn.certificate, 'utf8');
  });
  afterAll(() => coturn.stop());

  const server = (transport: RelayTransport, port?: number): TurnServer => ({
    transport,
    host: transport === 'tls' ? 'localhost' : '127.0.0.1',
    port: port ?? (transport === 'tls' ? coturn.tlsPort : coturn.port),
    username: coturn.username,
    password: coturn.password,
  });
  const allocate = async (servers: TurnServer[], memory = new RelayMemory()) => {
    const client = await allocateFirst({servers, memory, ca}, signal());
    onTestFinished(() => client.close());
    return client;
  };

  it.each(['udp', 'tcp'] as const)('is reached over IPv6, however written, by %s', async (way) => {
    const {mapped} = await allocate([{...server(way), host: '0:0:0:0:0:0:0:1'}]);
    expect(mapped.address).toBe('::1');
  });

  it.each([
    ['udp', 'udp'],
    ['tcp', 'udp'],
    ['tls', 'tcp'],
    ['tls', 'tls'],
  ] as const)('relays between a client over %s and one over %s', async (one, other) => {
    const [caller, callee] = await Promise.all([
      allocate([server(one)]),
      allocate([server(other)]),
    ]);
    expect([caller.transport, callee.transport]).toEqual([one, other]);
    const heard = (client: TurnClient) =>
      new Promise((resolve) => {
        client.onData = (bytes) => resolve(String(bytes));
      });
    const [atCaller, atCallee] = [heard(caller), heard(callee)];
    caller.connect(callee.relayed);
    callee.connect(caller.relayed);
    // Of a length that needs padding; UDP between the relays may come before the permission.
    const repeated = setInterval(() => {
      caller.send(Buffer.from('hello'));
      callee.send(Buffer.from('ahoy, you'));
    }, 10);
    expect(await Promise.all([atCaller, atCallee])).toEqual(['ahoy, you', 'hello']);
    clearInterval(repeated);
  });

  it('UDP is taken where it works', async () => {
    const client = await allocate([server('tls'), server('tcp'), server('udp')]);
    expect(client.transport).toBe('udp');
  });

  it('without UDP, TCP is taken; where that is closed, TLS at once', async () => {
    const silent = createSocket('udp4').bind(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const udp = server('udp', silent.address().port);
    expect((await allocate([udp, server('tls'), server('tcp')])).transport).toBe('tcp');
    const closed = await allocate([udp, server('tcp', 1), server('tls')]);
    expect(closed.transport).toBe('tls');
  });

  it('what worked is asked alone the next time', async () => {
    const memory = new RelayMemory();
    const [tls, udp] = [server('tls'), server('udp')];
    memory.worked(tls);
    memory.worked(tls);
    expect((await allocate([udp, tls], memory)).transport).toBe('tls');
  });

  it('a server that goes is told at once', async () => {
    const own = await startCoturnServer({userQuota: 100});
    const at: TurnServer = {...server('tcp'), port: own.port};
    const client = await TurnClient.allocate({server: at, signal: signal()});
    const reason = new Promise((resolve) => {
      client.onClosed = resolve;
    });
    await own.stop();
    expect(await reason).toMatch(/closed|ECONNRESET/);
  });

  it('a wrong password is said, with the way it was tried', async () => {
    const wrong = {...server('tcp'), password: 'wrong'};
    await expect(allocate([wrong])).rejects.toThrow(
      `tcp to 127.0.0.1:${coturn.port}: the TURN server answered 401`,
    );
  });
});

const nowhere: TurnServer = {
  ...{transport: 'tcp', host: '127.0.0.1', port: 1},
  ...{username: 'claw', password: 'secret'},
};

it('every reason is told when nothing works', async () => {
  const servers = [nowhere, {...nowhere, transport: 'tls', port: 2} as const];
  const none = allocateFirst({servers, memory: new RelayMemory()}, signal());
  await expect(none).rejects.toThrow(
    /^tcp to 127\.0\.0\.1:1: .*ECONNREFUSED.*; tls to 127\.0\.0\.1:2: .*ECONNREFUSED/,
  );
  await expect(allocateFirst({servers: [], memory: new RelayMemory()}, signal())).rejects.toThrow(
    'no TURN server',
  );
});

it('is given up when asked to, in the middle and before', async () => {
  const search = new AbortController();
  const {port} = await openTcpServer(() => search.abort());
  const servers = [{...nowhere, port}];
  const memory = new RelayMemory();
  const given = allocateFirst({servers, memory}, search.signal);
  await expect(given).rejects.toThrow('given up');
  await expect(allocateFirst({servers, memory}, search.signal)).rejects.toThrow('given up');
});
