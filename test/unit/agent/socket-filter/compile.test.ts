import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import {describe, expect, it} from 'vitest';
import {compileSources} from '../../../../src/agent/socket-filter/compile.js';
import {INSTRUCTIONS_MAX} from '../../../../src/agent/socket-filter/instruction.js';
import {meaningsOf} from '../../../../src/policy/address.js';
import {PolicyEnforcer} from '../../../../src/policy/enforcer.js';
import {parsePolicyFile} from '../../../../src/policy/policy-file.js';
import {namedIn, sourceRanges} from '../../../../src/policy/source-ranges.js';
import {packetFrom, runFilter} from '../../../support/packet-filter.js';

type Bytes = readonly number[];

const byte = fc.constantFrom(0, 1, 2, 127, 128, 254, 255, 10, 100);
/** Few of them, so that networks and addresses meet. */
const ipv4 = fc.tuple(fc.constantFrom(10, 127, 192), fc.constantFrom(0, 1, 255), byte, byte);
const anyIpv4 = fc.array(fc.nat(255), {minLength: 4, maxLength: 4});
const zeros = (count: number): number[] => Array.from({length: count}, () => 0);
const ipv6 = fc
  .tuple(
    fc.constantFrom([0x20, 0x01, 0x0d, 0xb8], [0xfe, 0x80, 0, 0]),
    fc.array(byte, {minLength: 12, maxLength: 12}),
    fc.nat(12),
  )
  .map(([prefix, rest, kept]) => [...prefix, ...rest.slice(0, kept), ...zeros(12 - kept)]);
const carrying = fc
  .tuple(
    ipv4,
    fc.constantFrom<(four: Bytes) => Bytes>(
      (four) => [0, 0x64, 0xff, 0x9b, ...zeros(8), ...four],
      (four) => [0, 0x64, 0xff, 0x9b, 0, 1, ...zeros(6), ...four],
      (four) => [...zeros(12), ...four],
      (four) => [...zeros(10), 0xff, 0xff, ...four],
      (four) => [...zeros(8), 0xff, 0xff, 0, 0, ...four],
      (four) => [0x20, 0x02, ...four, ...zeros(10)],
      (four) => [0x20, 0x01, 0, 0, ...four, ...zeros(8)],
      (four) => [0x20, 0x01, 0x0d, 0xb8, ...zeros(4), 2, 0, 0x5e, 0xfe, ...four],
      () => [...zeros(15), 1],
      () => zeros(16),
      () => [0xff, 2, ...zeros(13), 1],
    ),
  )
  .map(([four, carry]) => carry(four));
const network = fc
  .tuple(fc.oneof(ipv4, ipv6, carrying), fc.oneof(fc.nat(32), fc.nat(128)))
  .filter(([bytes]) => !(bytes.slice(0, 10).every((one) => one === 0) && bytes[10] === 0xff))
  .map(([bytes, bits]) => networkText(bytes, Math.min(bits, bytes.length * 8)));
const networks = fc.array(network, {maxLength: 6});
const port = fc.constantFrom(1, 2, 1023, 1024, 5000, 5001, 65_534, 65_535);
const ports = fc
  .tuple(port, port)
  .map(([one, other]) => `${Math.min(one, other)}-${Math.max(one, other)}`);
const somePorts = fc.option(fc.array(ports, {minLength: 1, maxLength: 3}), {nil: undefined});
const rule = fc.record({
  between: fc.tuple(fc.constantFrom('here', 'there', '*'), fc.constantFrom('here', 'there')),
  action: fc.constantFrom('allow', 'deny', 'relayOnly'),
  ports: somePorts,
});
const policies = fc.record({
  remote: fc.record({
    deny: networks,
    allow: fc.option(networks, {nil: undefined}),
    ports: somePorts,
  }),
  relays: fc.record({dmz: networks}),
  zones: fc.record({
    here: fc.record({networks, agents: fc.constant(['own'])}),
    there: fc.record({networks, agents: fc.constantFrom([], ['other'])}),
  }),
  rules: fc.array(rule, {maxLength: 3}),
});
const sources = fc.array(
  fc.record({
    bytes: fc.oneof(ipv4, anyIpv4, ipv6, carrying) as fc.Arbitrary<Bytes>,
    port: fc.oneof(port, fc.integer({min: 1, max: 65_535})),
    step: fc.constantFrom(-1, 0, 1),
  }),
  {minLength: 40, maxLength: 40},
);

describe('a filter of a policy', () => {
  it('lets through what the policy would hear, and of IPv6 that carries IPv4 only NAT64', () => {
    fc.assert(
      fc.property(policies, sources, (settings, packets) => {
        const {hears, program} = compiled(settings);
        const wrong = [...packets.map(stepped), ...edgesOf(settings)].filter((packet) => {
          const isHeard = runFilter(program, packetFrom(packet)) !== 0;
          return isHeard !== (isTold(packet.bytes) && hears(packet));
        });
        expect(wrong.map(({bytes, port: from}) => `${text(bytes)} ${from}`)).toEqual([]);
      }),
      {numRuns: 60},
    );
  }, 60_000);

  it('hears no packet that is neither IPv4 nor IPv6', () => {
    const {program} = compiled({});
    const packet = packetFrom({bytes: [10, 0, 0, 1], port: 5000});
    expect(runFilter(program, packet)).not.toBe(0);
    packet.ip[0] = 0x55;
    expect(runFilter(program, packet)).toBe(0);
    expect(runFilter(program, {...packet, ip: Uint8Array.of(0x45)})).toBe(0);
  });

  it('is as long as the kernel takes, for hundreds of networks, and says so for more', () => {
    const deny = (count: number) =>
      Array.from({length: count}, (_, index) => `10.${index >> 7}.${(index & 127) * 2}.0/24`);
    const {program, hears} = compiled({remote: {deny: deny(450)}});
    expect(program.length).toBeLessThanOrEqual(INSTRUCTIONS_MAX);
    for (let third = 0; third < 256; third += 1) {
      const packet = {bytes: [10, 3, third, 7], port: 5000};
      expect(runFilter(program, packetFrom(packet)) !== 0).toBe(hears(packet));
    }
    expect(() => compiled({remote: {deny: deny(1000)}})).toThrow('too many networks');
  });
});

function compiled(settings: object) {
  const policy = parsePolicyFile(JSON.stringify(settings), 'p.yaml');
  const enforcer = new PolicyEnforcer(policy, 'own', () => {
    throw new Error('nobody is told of what is not heard');
  });
  const hears = (socket: {address: string; port: number}) => enforcer.hears(socket, 'other');
  const program = compileSources(sourceRanges({...namedIn(policy), hears}));
  return {
    program,
    hears: (source: {bytes: Bytes; port: number}) =>
      hears({address: text(source.bytes), port: source.port}),
  };
}

/** Whether an address is none that the filter refuses whatever the policy says. */
function isTold(bytes: Bytes): boolean {
  const address = ipaddr.fromByteArray([...bytes]);
  const nat64 = [0, 0x64, 0xff, 0x9b, ...zeros(8)];
  if (address.range() === 'loopback') return true;
  if (bytes.length === 16 && nat64.every((one, index) => one === bytes[index])) return true;
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()) return false;
  return meaningsOf(address).length === 1;
}

/**
 * Just before and after every network that the settings name, and its first and last address; of IPv4
 * also behind NAT64.
 */
function edgesOf(settings: object): {bytes: Bytes; port: number}[] {
  const named = JSON.stringify(settings).match(/[0-9a-f:.]+\/\d+/g) ?? [];
  return named.flatMap((one) => {
    const [address, bits] = ipaddr.parseCIDR(one);
    const first = address.toByteArray();
    const last = first.map((value, index) => {
      const free = Math.min(8, Math.max(0, 8 * (index + 1) - bits));
      return value | ((1 << free) - 1);
    });
    return [
      {bytes: first, step: 0},
      {bytes: first, step: -1},
      {bytes: last, step: 0},
      {bytes: last, step: 1},
    ].flatMap((edge) => {
      const {bytes} = stepped({...edge, port: 0});
      const nat64 = [0, 0x64, 0xff, 0x9b, ...zeros(8), ...bytes];
      return (bytes.length === 4 ? [bytes, nat64] : [bytes]).map((own) => ({
        bytes: own,
        port: 5000,
      }));
    });
  });
}

/** The address next to it. */
function stepped(source: {bytes: Bytes; port: number; step: number}) {
  const bytes = [...source.bytes];
  let carry = source.step;
  for (let index = bytes.length - 1; index >= 0 && carry !== 0; index -= 1) {
    const sum = (bytes[index] ?? 0) + carry;
    bytes[index] = sum & 0xff;
    carry = sum < 0 ? -1 : sum >> 8;
  }
  return {bytes, port: source.port};
}

function text(bytes: Bytes): string {
  return ipaddr.fromByteArray([...bytes]).toString();
}

function networkText(bytes: Bytes, bits: number): string {
  const family = bytes.length === 4 ? ipaddr.IPv4 : ipaddr.IPv6;
  return `${family.networkAddressFromCIDR(`${text(bytes)}/${bits}`)}/${bits}`;
}
