import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;
/** A network: its first address and how many bits of it count. */
export type Network = readonly [Address, number];

const MAPPED_BITS = 96;
const LAST = [12, 13, 14, 15];
/** IPv6 that stands for IPv4, and which bytes of an address are the IPv4 one. */
const CARRYING = [
  // Compatible (RFC 4291 section 2.5.5.1) and translated (RFC 2765 section 2.1).
  carrying('::/96', LAST),
  carrying('::ffff:0:0:0/96', LAST),
  // NAT64 (RFC 6052 section 2.1).
  carrying('64:ff9b::/96', LAST),
  // NAT64 with a prefix of the operator's choice (RFC 8215), in all places of RFC 6052 section 2.2.
  carrying('64:ff9b:1::/48', [6, 7, 9, 10], [7, 9, 10, 11], [9, 10, 11, 12], LAST),
  // 6to4 (RFC 3056 section 2).
  carrying('2002::/16', [2, 3, 4, 5]),
  // The server of Teredo (RFC 4380 section 4).
  carrying('2001::/32', [4, 5, 6, 7]),
];
const TEREDO = ipaddr.IPv6.parseCIDR('2001::/32');
/** Interface identifiers of ISATAP, the bit for unique ones left out (RFC 5214 section 6.1). */
const ISATAP: readonly number[] = [0x00, 0x00, 0x5e, 0xfe];
const UNIQUE_BIT = 0x02;
/** The same for who reads the third of an address's four words: which bits count, and their value. */
export const ISATAP_WORD = {
  mask: ~(UNIQUE_BIT << 24) >>> 0,
  value: ISATAP.reduce((word, byte) => word * 256 + byte, 0),
} as const;
/** Addresses that reach no host, many, or whoever the sender is. */
const OF_NO_HOST: readonly Network[] = [
  ipaddr.IPv4.parseCIDR('0.0.0.0/8'),
  ipaddr.IPv4.parseCIDR('224.0.0.0/4'),
  ipaddr.IPv4.parseCIDR('255.255.255.255/32'),
  ipaddr.IPv6.parseCIDR('::/128'),
  ipaddr.IPv6.parseCIDR('ff00::/8'),
];
const IPV6_LOOPBACK = ipaddr.IPv6.parseCIDR('::1/128');
const MAPPED = ipaddr.IPv6.parseCIDR('::ffff:0:0/96');
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
/** Every network that something here treats unlike its neighbours. */
export const SPECIAL_NETWORKS: readonly Network[] = [
  ...OF_NO_HOST,
  IPV6_LOOPBACK,
  MAPPED,
  ...CARRYING.map(({network}) => network),
];

/**
 * An address as connections use it: an IPv4-mapped one (RFC 4291 section 2.5.5.2) is IPv4.
 * `undefined` for names, for octal, hexadecimal and short forms of IPv4, and for addresses with a
 * zone: what another parser may read otherwise cannot be checked.
 */
export function parseAddress(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(':') || !ipaddr.IPv6.isValid(text)) {
    return undefined;
  }
  return unmapped(ipaddr.IPv6.parse(text));
}

/** `10.0.0.0/8` or a single address. `undefined` when it is neither, or bits after the mask are set. */
export function parseNetwork(text: string): Network | undefined {
  const [start = '', length, ...rest] = text.split('/');
  const isMapped = ipaddr.IPv6.isValid(start) && ipaddr.IPv6.parse(start).isIPv4MappedAddress();
  const address = parseAddress(start);
  if (!address || rest.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) {
    return undefined;
  }
  const bitsMax = address.kind() === 'ipv4' ? 32 : 128;
  const bits = length === undefined ? bitsMax : Number(length) - (isMapped ? MAPPED_BITS : 0);
  if (bits < 0 || bits > bitsMax) return undefined;
  return firstOf(address, bits) === address.toString() ? [address, bits] : undefined;
}

/** The address and, for IPv6 that stands for IPv4 on the way, every IPv4 address it may carry. */
export function meaningsOf(address: Address): Address[] {
  if (!(address instanceof ipaddr.IPv6)) return [address];
  const bytes = address.toByteArray();
  const places = CARRYING.flatMap(({network, places: all}) => (address.match(network) ? all : []));
  const carried = places.map((place) => place.map((index) => bytes[index] ?? 0));
  // The client of Teredo, every bit of it flipped (RFC 4380 section 4).
  if (address.match(TEREDO)) carried.push(bytes.slice(12).map((byte) => byte ^ 0xff));
  if (isIsatap(bytes)) carried.push(bytes.slice(12));
  return [address, ...carried.map((four) => ipaddr.fromByteArray(four))];
}

/**
 * Whether an address can be that of one other host. A packet to the unspecified address goes to the
 * sender itself (RFC 1122 section 3.2.1.3), one to a group to whoever listens.
 */
export function isOfOneHost(address: Address): boolean {
  return !OF_NO_HOST.some((network) => isWithin(address, network));
}

/**
 * Whether an address carries no IPv4 one, or does so behind NAT64's well-known prefix. `::1` is of a
 * network that carries, and is not meant so; a mapped address is none that packets have.
 */
export function isPlain(address: Address): boolean {
  if (isWithin(address, IPV6_LOOPBACK) || isWithin(address, NAT64)) return true;
  return meaningsOf(address).length === 1 && !isWithin(address, MAPPED);
}

/** The network of NAT64 (RFC 6052 section 2.1) that leads to an IPv4 one. */
export function behindNat64([start, bits]: Network): Network {
  const [prefix, prefixBits] = NAT64;
  const bytes = [...prefix.toByteArray().slice(0, LAST[0]), ...start.toByteArray()];
  return [ipaddr.fromByteArray(bytes), prefixBits + bits];
}

/** Whether `address` is in `network`; never true across families. */
export function isWithin(address: Address, [start, bits]: Network): boolean {
  return address.kind() === start.kind() && address.match(start, bits);
}

function carrying(network: string, ...places: readonly (readonly number[])[]) {
  return {network: ipaddr.IPv6.parseCIDR(network), places};
}

function isIsatap(bytes: readonly number[]): boolean {
  const [first = 0, ...rest] = bytes.slice(8, 12);
  return [first & ~UNIQUE_BIT, ...rest].every((byte, index) => byte === ISATAP[index]);
}

function unmapped(address: ipaddr.IPv6): Address {
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

function firstOf(address: Address, bits: number): string {
  const family = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  return family.networkAddressFromCIDR(`${address}/${bits}`).toString();
}
