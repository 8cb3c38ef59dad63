import {describe, expect, test} from 'vitest';
import {NatChain} from '../../../../src/lab/loopback/nat-chain.js';
import type {Party} from '../../../../src/lab/loopback/party.js';
import type {NatConfig} from '../../../../src/lab/nat/config.js';
import {nat} from './nats.js';

const server = {host: 'server', port: 1};
const peer = {host: 'peer', port: 2};

function chainOf(...nats: NatConfig[]): NatChain {
  let port = 1000;
  return new NatChain(nats, ({host}: Party) => ({host, port: port++}));
}

test('without a NAT a packet goes where it is sent', () => {
  const {mappings, target} = chainOf().exitTo(peer, 0);
  expect({mappings, target}).toEqual({mappings: [], target: peer});
});

test('of two NATs the one that maps more finely decides', () => {
  const chain = chainOf(nat('eim-eif'), nat('apdm-eif'));
  const [innerToServer, outerToServer] = chain.exitTo(server, 0).mappings;
  const [innerToPeer, outerToPeer] = chain.exitTo(peer, 0).mappings;
  expect(innerToPeer).toBe(innerToServer);
  expect(outerToPeer).not.toBe(outerToServer);
  expect(chain.exitTo(server, 0).mappings).toEqual([innerToServer, outerToServer]);
});

test('both NATs must let in', () => {
  const exit = chainOf(nat('eim-apdf'), nat('eim-eif')).exitTo(server, 0);
  expect(exit.enter(server, 1, false)).toBe(server);
  expect(exit.enter(peer, 1, false)).toBeUndefined();
});

test('a mapping is over when it has not been used for its time, in either direction', () => {
  const chain = chainOf(nat('apdm-apdf', {mappingTimeoutS: 10}));
  const exit = chain.exitTo(server, 0);
  expect(exit.enter(server, 9999, false)).toBe(server);
  expect(chain.exitTo(server, 19_998).mappings).toEqual(exit.mappings);
  expect(exit.enter(server, 29_998, false)).toBeUndefined();
  expect(chain.exitTo(server, 29_998).mappings[0]).not.toBe(exit.mappings[0]);
});

test('a port that is kept comes back after the time, for those who are sent to', () => {
  const chain = chainOf(nat('eim-adf', {mappingTimeoutS: 10}));
  const exit = chain.exitTo(server, 0);
  expect(chain.exitTo(peer, 10_000).mappings[0]).toBe(exit.mappings[0]);
  expect(exit.enter(server, 10_000, false)).toBeUndefined();
  expect(exit.enter(peer, 10_000, false)).toBe(peer);
});

describe('sessions that the outside begins', () => {
  // Whichever of the two maps by destination.
  const chains: [string, NatConfig, NatConfig][] = [
    ['the inner', nat('apdm-eif'), nat('eim-eif')],
    ['the outer', nat('eim-eif'), nat('apdm-eif')],
    ['both', nat('adm-eif'), nat('apdm-eif')],
  ];

  test.each(chains)(
    '%s maps by destination: the answer goes back the way',
    (_who, inner, outer) => {
      const chain = chainOf(inner, outer);
      const exit = chain.exitTo(server, 0);
      expect(exit.enter(peer, 1, false)).toBe(peer);
      const answer = chain.exitTo(peer, 2);
      expect(answer.mappings).toEqual(exit.mappings);
      expect(answer.target).toBe(peer);
    },
  );

  test.each(chains)('%s maps by destination: a session there is stays', (_who, inner, outer) => {
    const chain = chainOf(inner, outer);
    const toServer = chain.exitTo(server, 0);
    const toPeer = chain.exitTo(peer, 1);
    const seen = toServer.enter(peer, 2, false) as Party;
    expect(seen.host).toBe('peer');
    expect(seen.port).toBeGreaterThanOrEqual(1000);
    expect(chain.exitTo(peer, 3).mappings).toEqual(toPeer.mappings);
    const answer = chain.exitTo(seen, 4);
    expect(answer.mappings.at(-1)).toBe(toServer.mappings.at(-1));
    expect(answer.target).toBe(peer);
  });

  test('what the inner NAT keeps out has begun a session at the outer one', () => {
    const chain = chainOf(nat('eim-apdf'), nat('apdm-eif'));
    const exit = chain.exitTo(server, 0);
    expect(exit.enter(peer, 1, false)).toBeUndefined();
    expect(chain.exitTo(peer, 2).mappings).toEqual(exit.mappings);
    expect(exit.enter(peer, 3, false)).toBe(peer);
  });
});

test('a hairpin passes the filter of the outermost NAT alone', () => {
  const [open, shut] = [nat('eim-eif'), nat('eim-apdf')];
  expect(chainOf(open, shut).exitTo(server, 0).enter(peer, 1, true)).toBe(peer);
  expect(chainOf(shut, open).exitTo(server, 0).enter(peer, 1, true)).toBeUndefined();
});

test('a flush forgets who may enter, and ports that are drawn', () => {
  const chain = chainOf(nat('eim-eif'), nat('apdm-eif'));
  const exit = chain.exitTo(server, 0);
  chain.flush();
  expect(exit.enter(server, 1, false)).toBeUndefined();
  const [innerAgain, outerAgain] = chain.exitTo(server, 2).mappings;
  expect(innerAgain).toBe(exit.mappings[0]);
  expect(outerAgain).not.toBe(exit.mappings[1]);
});

test('a rebind gives the outer NAT another address and leaves the inner as it is', () => {
  const chain = chainOf(nat('eim-apdf'), nat('eim-eif'));
  const exit = chain.exitTo(server, 0);
  chain.rebind();
  expect(exit.enter(server, 1, false)).toBeUndefined();
  const again = chain.exitTo(peer, 2);
  expect(again.mappings[0]).toBe(exit.mappings[0]);
  expect(again.mappings[1]).not.toBe(exit.mappings[1]);
  // The inner NAT still has its session with the server.
  expect(again.enter(server, 3, false)).toBe(server);
});
