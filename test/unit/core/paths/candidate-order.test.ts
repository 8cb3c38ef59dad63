import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
  inSameNetwork,
  orderCandidates,
  publicAddresses,
} from '../../../../src/core/paths/candidate-order.js';
import type {Candidate} from '../../../../src/core/signaling/signal.js';

const at = (type: string, address: string, port = 5000): Candidate => ({
  line: `candidate:1 1 UDP 2122317823 ${address} ${port} typ ${type}`,
  mid: 'claw',
});
const PUBLIC = '203.0.113.5';
const host = at('host', '10.0.0.2');
const reflexive = at('srflx', PUBLIC);
const relay = at('relay', '198.51.100.9');
const nobody: ReadonlySet<string> = new Set();

describe('orderCandidates', () => {
  it('lets the private address of a peer behind another NAT wait', () => {
    expect(orderCandidates(new Set(['192.0.2.1']), [host, reflexive, relay])).toEqual({
      now: [reflexive, relay],
      later: [host],
    });
  });

  it('lets IPv6 go first: it has no NAT', () => {
    const global = at('host', '2001:db8:1:1::2');
    expect(orderCandidates(new Set(['192.0.2.1']), [host, global, reflexive])).toEqual({
      now: [global, reflexive],
      later: [host],
    });
  });

  it('tries everything at once behind the same NAT', () => {
    expect(orderCandidates(new Set([PUBLIC]), [host, reflexive])).toEqual({
      now: [host, reflexive],
      later: [],
    });
  });

  it('tries everything at once with a peer behind no NAT', () => {
    expect(orderCandidates(nobody, [host, relay])).toEqual({now: [host, relay], later: []});
  });

  it('loses, doubles and invents no candidate, and keeps their order', () => {
    const any = fc.oneof(
      fc.constantFrom(host, reflexive, relay, at('prflx', '192.0.2.7')),
      fc.record({line: fc.string(), mid: fc.string()}),
    );
    fc.assert(
      fc.property(
        fc.array(any),
        fc.array(fc.constantFrom(PUBLIC, '192.0.2.1')),
        (remote, seenAt) => {
          const {now, later} = orderCandidates(new Set(seenAt), remote);
          expect([...now, ...later].sort(byLine)).toEqual([...remote].sort(byLine));
          expect(now).toEqual(remote.filter((candidate) => now.includes(candidate)));
        },
      ),
    );
  });
});

describe('inSameNetwork', () => {
  it.each([
    ['behind the same public address', [PUBLIC], [host, reflexive], true],
    ['behind neighbouring public addresses', ['203.0.113.6'], [host, reflexive], false],
    ['untranslated in one /24', ['192.0.2.1'], [at('host', '192.0.2.200')], true],
    ['untranslated in two /24s', ['192.0.2.1'], [at('host', '192.0.3.1')], false],
    ['in one /64', ['2001:db8:1:1::2'], [at('host', '2001:db8:1:1:a:b:c:d')], true],
    ['in one /64, written shorter', ['2001:db8::7'], [at('host', '2001:db8::1:0:0:7')], true],
    ['in two /64s', ['2001:db8:1:1::2'], [at('host', '2001:db8:1:2::2')], false],
    ['in two /64s, written shorter', ['2001:db8::1'], [at('host', '2001:db8:0:1::1')], false],
    ['of different families', ['2001:db8::1'], [at('host', '192.0.2.1')], false],
    ['when we know no address of ours', [], [host], false],
    ['when the peer has no candidate', [PUBLIC], [], false],
    ['when only its relay is known', [PUBLIC], [relay], false],
  ])('%s', (_what, local, remote, expected) => {
    expect(inSameNetwork(new Set(local), remote)).toBe(expected);
  });
});

describe('publicAddresses', () => {
  it('are the reflexive ones of a translated agent', () => {
    expect(publicAddresses([host, reflexive, relay])).toEqual([PUBLIC]);
  });

  it('are the own ones of an agent behind no NAT', () => {
    expect(publicAddresses([host, relay])).toEqual(['10.0.0.2']);
  });

  it('of junk are none', () => {
    expect(publicAddresses([{line: 'candidate:1', mid: ''}])).toEqual([]);
  });
});

function byLine(one: Candidate, other: Candidate): number {
  return one.line < other.line ? -1 : Number(one.line > other.line);
}
