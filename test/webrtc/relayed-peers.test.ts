import {readFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, it, onTestFinished} from 'vitest';
import type {RelayTransport} from '../../src/agent/turn/transport.js';
import type {Peer} from '../../src/agent/webrtc/peer.js';
import {PeerPools} from '../../src/agent/webrtc/pools.js';
import {hasProgram} from '../../src/lab/programs.js';
import {type CoturnServer, startCoturnServer} from '../support/coturn-server.js';

const installed = await hasProgram('turnserver');

describe.skipIf(!installed)('relayed peers', () => {
  let coturn: CoturnServer;
  beforeAll(async () => {
    coturn = await startCoturnServer({userQuota: 100});
  });
  afterAll(() => coturn.stop());

  const openPools = (...transports: RelayTransport[]) => {
    const {username, password, port, tlsPort} = coturn;
    const servers = transports.map((transport) => ({
      ...{transport, username, password, host: 'localhost'},
      port: transport === 'tls' ? tlsPort : port,
    }));
    const ca = readFileSync(coturn.certificate, 'utf8');
    const pools = new PeerPools({bindAddress: '127.0.0.1', turn: {servers, ca}}, 0);
    onTestFinished(() => pools.close());
    return pools;
  };
  const take = async (
    pools: PeerPools,
    role: 'caller' | 'callee',
    transport?: RelayTransport,
  ): Promise<Peer> => {
    const chosen = transport === undefined ? {} : {transport};
    const peer = pools.takeFor({role, reach: 'relayed', offer: undefined, ...chosen});
    if (!peer) throw new Error('no such peer');
    onTestFinished(() => peer.close());
    await peer.gathered;
    return peer;
  };

  it('one over TLS and one over UDP carry packets both ways', async () => {
    const pools = openPools('udp', 'tcp', 'tls');
    const caller = await take(pools, 'caller', 'tls');
    const callee = await take(pools, 'callee');
    expect([caller.path, callee.path]).toEqual(['relay-tls', 'relay-udp']);
    const packets = [caller, callee].map(
      (peer) =>
        new Promise<string>((resolve, reject) => {
          const ignore = () => undefined;
          peer.attach({
            ...{candidate: ignore, checked: ignore, channelOpen: ignore, channelMessage: ignore},
            open: () => {
              // SRTP drops what arrives before DTLS is done at the other end.
              const repeated = setInterval(() => peer.send(Buffer.from(`from ${peer.path}`)), 10);
              onTestFinished(() => clearInterval(repeated));
            },
            packet: (payload) => resolve(Buffer.from(payload).toString()),
            closed: (reason) => reject(new Error(reason)),
          });
        }),
    );
    caller.connect({sdp: callee.description(), candidates: callee.candidates});
    callee.connect({sdp: caller.description(), candidates: caller.candidates});
    expect(await Promise.all(packets)).toEqual(['from relay-udp', 'from relay-tls']);
    expect(caller.selectedPair()).toMatchObject({
      local: {type: 'relay'},
      remote: {type: 'relay'},
      relayClient: {address: '127.0.0.1', transport: 'tls'},
    });
  });

  it('of a transport without a server there are none', () => {
    const pools = openPools('udp', 'tls');
    expect([...pools.relayTransports]).toEqual(['udp', 'tls']);
    const asked = {role: 'caller', reach: 'relayed', transport: 'tcp', offer: undefined} as const;
    expect(pools.takeFor(asked)).toBeUndefined();
  });
});

it.skipIf(!installed)('a peer whose relay ends is closed, with the reason', async () => {
  const coturn = await startCoturnServer({userQuota: 100});
  const {username, password, port} = coturn;
  const server = {transport: 'tcp', host: '127.0.0.1', port, username, password} as const;
  const pools = new PeerPools({bindAddress: '127.0.0.1', turn: {servers: [server]}}, 0);
  const peer = pools.takeFor({role: 'caller', reach: 'relayed', offer: undefined});
  await peer?.gathered;
  expect(peer?.path).toBe('relay-tcp');
  const closed = new Promise((resolve) => {
    const ignore = () => undefined;
    peer?.attach({
      ...{candidate: ignore, checked: ignore, open: ignore, packet: ignore},
      ...{channelOpen: ignore, channelMessage: ignore, closed: resolve},
    });
  });
  await coturn.stop();
  expect(await closed).toMatch(/^relay lost: /);
  expect(peer?.closed).toBe(true);
  pools.close();
});
