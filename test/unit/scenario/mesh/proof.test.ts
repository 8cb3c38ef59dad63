import {describe, expect, it, test} from 'vitest';
import type {SelectedPair} from '../../../../src/agent/control/protocol.js';
import type {FlowCount} from '../../../../src/lab/lab.js';
import {provePath} from '../../../../src/scenario/mesh/proof.js';

interface Place {
  address: string;
  port: number;
}

const at = (address: string, port: number): Place => ({address, port});
const flow = (
  source: Place,
  target: Place,
  packets = 10,
  protocol: FlowCount['protocol'] = 'udp',
): FlowCount => ({
  protocol,
  source: source.address,
  sourcePort: source.port,
  target: target.address,
  targetPort: target.port,
  packets,
  bytes: packets * 100,
  router: 'core',
});
const pair = (
  local: Place,
  localType: string,
  remote: Place,
  remoteType: string,
): SelectedPair => ({
  local: {...local, type: localType},
  remote: {...remote, type: remoteType},
});

const [inside1, inside2] = [at('10.1.0.2', 5001), at('10.2.0.2', 5002)];
const [outside1, outside2] = [at('203.0.113.1', 6001), at('203.0.113.2', 6002)];
const server = {...at('198.51.100.1', 3478), transport: 'udp'} as const;
const [relay1, relay2] = [at('198.51.100.1', 50_001), at('198.51.100.1', 50_002)];

describe('a direct path', () => {
  const selected = {
    from: pair(inside1, 'host', outside2, 'srflx'),
    to: pair(inside2, 'host', outside1, 'prflx'),
  };
  const both = [flow(outside1, outside2), flow(outside2, outside1)];

  it('is proven by traffic between the two, both ways', () => {
    expect(provePath(selected, both, [server])).toBe(true);
  });

  it('is proven by what several routers counted together', () => {
    const halves = [...both, ...both].map((one) => ({...one, packets: 2}));
    expect(provePath(selected, halves, [server])).toBe(true);
  });

  it.each([
    ['no traffic', []],
    ['one way only', [flow(outside1, outside2)]],
    ['a few packets', [flow(outside1, outside2, 3), flow(outside2, outside1, 3)]],
    [
      'other ports at both ends',
      [
        flow(at('203.0.113.1', 6003), at('203.0.113.2', 6004)),
        flow(at('203.0.113.2', 6004), at('203.0.113.1', 6003)),
      ],
    ],
    ['traffic to the relay only', [flow(outside1, server), flow(outside2, server)]],
    ['traffic of others', [flow(inside1, inside2), flow(inside2, inside1)]],
  ])('is not proven by %s', (_what, flows) => {
    expect(provePath(selected, flows, [server])).toBe(false);
  });
});

test('a port that only its NAT knows does not hide a direct path', () => {
  const [known, translated] = [at('203.0.113.1', 6001), at('203.0.113.2', 6009)];
  const selected = {
    from: pair(at('10.0.0.1', 5001), 'host', at('203.0.113.2', 6002), 'srflx'),
    to: pair(at('10.0.0.2', 5002), 'host', known, 'host'),
  };
  const flows = [flow(known, translated), flow(translated, known)];
  expect(provePath(selected, flows, [])).toBe(true);
});

describe('a relayed path', () => {
  // Where the two TURN clients of this connection are seen from outside.
  const client1 = {...at('203.0.113.1', 7001), transport: 'udp'} as const;
  const client2 = {...at('203.0.113.2', 7002), transport: 'udp'} as const;
  const selected = {
    from: {...pair(relay1, 'relay', outside2, 'srflx'), relayClient: client1},
    to: {...pair(inside2, 'host', relay1, 'relay'), relayClient: client2},
  };
  const both = [flow(client1, server), flow(client2, server)];

  it('is proven by traffic between each TURN client and the server', () => {
    expect(provePath(selected, both, [server])).toBe(true);
  });

  it('is proven by traffic to any server there is', () => {
    const other = {...at('198.51.100.2', 3478), transport: 'udp'} as const;
    expect(
      provePath(selected, [flow(client1, other), flow(client2, server)], [other, server]),
    ).toBe(true);
  });

  it.each([
    ['no traffic', []],
    ['traffic between the two', [flow(outside1, outside2), flow(outside2, outside1)]],
    ['a few packets of one', [flow(client1, server), flow(client2, server, 3)]],
    ['traffic of one only', [flow(client1, server)]],
    ['traffic to the server by others', [flow(outside1, server), flow(outside2, server)]],
    ['traffic to something else', [flow(client1, relay2), flow(client2, relay2)]],
  ])('is not proven by %s', (_what, flows) => {
    expect(provePath(selected, flows, [server])).toBe(false);
  });

  it('is not proven when only one agent knows of a relay', () => {
    const {relayClient: _, ...to} = selected.to;
    expect(provePath({...selected, to}, both, [server])).toBe(false);
  });

  it('is not proven where there is no server', () => {
    expect(provePath(selected, both, [])).toBe(false);
  });
});

describe('a relayed path over TLS and UDP', () => {
  const web = {...at('198.51.100.3', 443), transport: 'tls'} as const;
  const http = {...at('198.51.100.3', 80), transport: 'tcp'} as const;
  const client1 = {...at('203.0.113.1', 7001), transport: 'tls'} as const;
  const client2 = {...at('203.0.113.2', 7002), transport: 'udp'} as const;
  const selected = {
    from: {...pair(relay1, 'relay', relay2, 'relay'), relayClient: client1},
    to: {...pair(relay2, 'relay', relay1, 'relay'), relayClient: client2},
  };
  const datagrams = flow(client2, server);

  it('is proven by TCP to where the server speaks TLS, and by UDP', () => {
    const flows = [flow(client1, web, 30, 'tcp'), datagrams];
    expect(provePath(selected, flows, [server, web])).toBe(true);
  });

  it.each([
    ['UDP to the place of TLS', flow(client1, web, 30, 'udp')],
    ['what it takes to get a relay', flow(client1, web, 19, 'tcp')],
    ['TCP to where the server speaks no TLS', flow(client1, http, 30, 'tcp')],
    ['TCP of another port', flow(outside1, web, 30, 'tcp')],
  ])('is not proven by %s', (_what, other) => {
    expect(provePath(selected, [other, datagrams], [server, web, http])).toBe(false);
  });
});

test('TCP between two agents proves no direct path', () => {
  const selected = {
    from: pair(inside1, 'host', outside2, 'srflx'),
    to: pair(inside2, 'host', outside1, 'prflx'),
  };
  const flows = [flow(outside1, outside2, 30, 'tcp'), flow(outside2, outside1, 30, 'tcp')];
  expect(provePath(selected, flows, [server])).toBe(false);
});

it('nothing is proven of what an agent did not tell', () => {
  const from = pair(inside1, 'host', outside2, 'srflx');
  expect(provePath({from}, [flow(outside1, outside2)], [server])).toBe(false);
  expect(provePath({}, [], [])).toBe(false);
});
