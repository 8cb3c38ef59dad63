import ipaddr from 'ipaddr.js';
import {
  type Address,
  behindNat64,
  ISATAP_WORD,
  isPlain,
  type Network,
  SPECIAL_NETWORKS,
} from './address.js';
import type {Policy, PortRange} from './policy.js';

const PORT_MAX = 65_535;
const BITS = {ipv4: 32, ipv6: 128} as const;
type Family = keyof typeof BITS;

/** Addresses from `first` up to the next range's, and the ports of theirs that are heard. */
export interface SourceRange {
  /** As a number, of 32 or 128 bits. */
  first: bigint;
  /** In order, never touching; none: nothing is heard. */
  ports: readonly PortRange[];
}

/** By family; the first begins at 0, and neighbours differ. ISATAP addresses are not told apart. */
export type SourceRanges = Record<Family, SourceRange[]>;

/** What decides whether a packet from a socket is heard, and everything its answer can depend on. */
export interface SourceQuestion {
  hears(socket: {address: string; port: number}): boolean;
  networks: readonly Network[];
  ports: readonly PortRange[];
}

/**
 * The answers for every socket there is: the networks cut the addresses into ranges, the ports theirs,
 * and `hears` is asked once for each. IPv6 that carries IPv4 is cut for the well-known prefix of NAT64
 * alone; what carries it otherwise is not heard at all.
 */
export function sourceRanges({hears, networks, ports}: SourceQuestion): SourceRanges {
  const ipv4 = networks.filter(([start]) => start.kind() === 'ipv4');
  const all = [...SPECIAL_NETWORKS, ...networks, ...ipv4.map(behindNat64)];
  const portCuts = cutsOf(
    ports.map(([first, last]) => [first, last + 1]),
    1,
    PORT_MAX + 1,
  );
  const rangesOf = (family: Family) => {
    const own = all.filter(([start]) => start.kind() === family).map(edgesOf);
    const end = 1n << BigInt(BITS[family]);
    const cuts = cutsOf(own, 0n, end);
    const ranges = cuts.slice(0, -1).map((first, index) => {
      const address = spokesman(family, first, cuts[index + 1] ?? end);
      return {first, ports: address ? heardPorts(address, portCuts, hears) : []};
    });
    return merged(ranges);
  };
  return {ipv4: rangesOf('ipv4'), ipv6: rangesOf('ipv6')};
}

/** Every network and port that a policy's word on another agent's address can depend on. */
export function namedIn({remote, relays, zones, rules}: Policy): Omit<SourceQuestion, 'hears'> {
  const placed = [...remote.deny, ...(remote.allow?.value ?? []), ...[...relays.values()].flat()];
  return {
    networks: [
      ...placed.map(({value}) => value),
      ...[...zones.values()].flatMap(({networks}) => networks),
    ],
    ports: [...(remote.ports?.value ?? []), ...rules.flatMap((rule) => rule.ports ?? [])],
  };
}

/** An address that answers for all of a range; undefined when the range has none that is plain. */
function spokesman(family: Family, first: bigint, end: bigint): Address | undefined {
  const address = addressAt(family, first);
  if (family === 'ipv4') return address;
  // An ISATAP address is refused by itself, and says nothing of its neighbours.
  const word = Number((first >> 32n) & 0xffff_ffffn);
  const isIsatap = (word & ISATAP_WORD.mask) >>> 0 === ISATAP_WORD.value;
  const next = isIsatap ? ((first >> 32n) + 1n) << 32n : first;
  if (next >= end) return undefined;
  const plain = addressAt(family, next);
  return isPlain(plain) ? plain : undefined;
}

function heardPorts(
  address: Address,
  cuts: readonly number[],
  hears: SourceQuestion['hears'],
): PortRange[] {
  const text = address.toString();
  const ranges: [number, number][] = [];
  for (const [index, first] of cuts.slice(0, -1).entries()) {
    if (!hears({address: text, port: first})) continue;
    const last = (cuts[index + 1] ?? first + 1) - 1;
    const before = ranges.at(-1);
    if (before?.[1] === first - 1) before[1] = last;
    else ranges.push([first, last]);
  }
  return ranges;
}

function merged(ranges: readonly SourceRange[]): SourceRange[] {
  return ranges.filter(
    ({ports}, index) => index === 0 || String(ports) !== String(ranges[index - 1]?.ports),
  );
}

/** First address of a network, and the first after it. */
function edgesOf([start, bits]: Network): readonly [bigint, bigint] {
  const first = numberOf(start);
  const size = 1n << BigInt(BITS[start.kind()] - bits);
  return [first, first + size];
}

function numberOf(address: Address): bigint {
  return address.toByteArray().reduce((value, byte) => value * 256n + BigInt(byte), 0n);
}

function addressAt(family: Family, value: bigint): Address {
  const hex = value.toString(16).padStart(BITS[family] / 4, '0');
  return ipaddr.fromByteArray([...Buffer.from(hex, 'hex')]);
}

/** Where something may change, in order, from `start` to `end`, both among them. */
function cutsOf<Value extends number | bigint>(
  edges: readonly (readonly [Value, Value])[],
  start: Value,
  end: Value,
): Value[] {
  const inside = edges.flat().filter((value) => value > start && value < end);
  return [...new Set([start, ...inside, end])].sort((one, other) => (one < other ? -1 : 1));
}
