import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {hasProgram} from '../../../../src/lab/programs.js';
import {reachServer} from '../../../../src/lab/reachability/reach.js';
import {parseServer} from '../../../../src/lab/reachability/server-uri.js';
import {type CoturnServer, startCoturnServer} from '../../../support/coturn-server.js';
import {TurnClient} from '../services/turn-client.js';

const installed = await hasProgram('turnserver');

describe.skipIf(!installed)('a real STUN and TURN server', () => {
  let coturn: CoturnServer;
  beforeAll(async () => {
    coturn = await startCoturnServer();
  });
  afterAll(() => coturn.stop());

  const askTurn = (uri: string, username = 'claw', password = 'secret') =>
    reachServer(parseServer(uri, 'turn'), {credentials: {username, password}});

  test.each([
    ['127.0.0.1', 'IPv4'],
    ['[::1]', 'IPv6'],
  ])('STUN at %s tells the address it sees', async (host, family) => {
    const reach = await reachServer(parseServer(`${host}:${coturn.port}`, 'stun'));
    const address = host.replace(/[[\]]/g, '');
    expect(reach).toEqual({
      server: `stun:${host}:${coturn.port}`,
      kind: 'stun',
      transport: 'udp',
      works: true,
      addresses: [
        {
          ...{family, address, port: coturn.port, reachable: true},
          rttMs: expect.any(Number),
          mapped: {address, port: expect.any(Number)},
        },
      ],
    });
    expect(reach.addresses[0]?.rttMs).toBeGreaterThan(0);
  });

  // A user each: coturn counts an allocation that was given back over UDP a little longer.
  test.each(['tcp', 'udp'])('TURN over %s grants a relayed address', async (transport) => {
    const {works, addresses} = await askTurn(
      `turn:127.0.0.1:${coturn.port}?transport=${transport}`,
      transport === 'tcp' ? 'claw' : 'other',
    );
    expect({works, addresses}).toMatchObject({
      works: true,
      addresses: [
        {
          reachable: true,
          mapped: {address: '127.0.0.1'},
          allocation: {state: 'granted', relayed: {address: '127.0.0.1'}, lifetimeSeconds: 600},
        },
      ],
    });
  });

  test('without credentials it is reachable, and no more is known', async () => {
    const reach = await reachServer(parseServer(`turn:127.0.0.1:${coturn.port}`, 'turn'));
    expect(reach).toMatchObject({
      works: true,
      addresses: [{reachable: true, allocation: {state: 'wantsCredentials'}}],
    });
  });

  test('a wrong password is 401', async () => {
    const reach = await askTurn(`turn:127.0.0.1:${coturn.port}`, 'claw', 'wrong');
    expect(reach).toMatchObject({
      works: false,
      addresses: [
        {
          reachable: true,
          allocation: {
            state: 'refused',
            problem: {code: 'REFUSED', errorCode: 401, message: '401 Unauthorized'},
          },
        },
      ],
    });
  });

  test('one allocation more than the user may have is 486', async () => {
    const held = createSocket('udp4');
    const client = new TurnClient('third', 'secret');
    for (const _ of ['challenge', 'grant']) {
      held.send(client.allocate(), coturn.port, '127.0.0.1');
      const [bytes] = await once(held, 'message');
      client.read(bytes);
    }
    const reach = await askTurn(`turn:127.0.0.1:${coturn.port}`, 'third');
    held.close();
    expect(reach).toMatchObject({
      works: false,
      addresses: [{allocation: {state: 'refused', problem: {errorCode: 486}}}],
    });
  });

  test('a certificate that nobody trusts is said to be so', async () => {
    const reach = await askTurn(`turns:localhost:${coturn.tlsPort}`);
    expect(reach.works).toBe(false);
    expect(reach.addresses[0]?.problem).toMatchObject({
      code: 'TLS_FAILED',
      message: 'TLS failed: self-signed certificate',
    });
  });

  test('turns: where plain TCP listens fails as TLS', async () => {
    const reach = await askTurn(`turns:127.0.0.1:${coturn.port}`);
    expect(reach.addresses[0]?.problem?.code).toMatch(/^(TLS_FAILED|CONNECTION_LOST)$/);
  });
});
