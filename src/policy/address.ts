import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;
/** A network: its first address and how many bits of it count. */
export type Network = readonly [Address, number];

const MAPPED_BITS = 96;
/** RFC 6052 section 2.1: the IPv4 address is the last 32 bits. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
/** RFC 3056: the IPv4 address follows the first 16 bits. */
const SIX_TO_FOUR = ipaddr.IPv6.parseCIDR('2002::/16');
const COMPATIBLE = ipaddr.IPv6.parseCIDR('::/96');

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

/** The address and, for IPv6 that stands for IPv4 on the way, the IPv4 address within. */
export function meaningsOf(address: Address): Address[] {
  if (!(address instanceof ipaddr.IPv6)) return [address];
  const bytes = address.toByteArray();
  const within = (from: number) => ipaddr.fromByteArray(bytes.slice(from, from + 4));
  if (address.match(SIX_TO_FOUR)) return [address, within(2)];
  return address.match(NAT64) || address.match(COMPATIBLE) ? [address, within(12)] : [address];
}

/** Whether `address` is in `network`; never true across families. */
export function isWithin(address: Address, [start, bits]: Network): boolean {
  return address.kind() === start.kind() && address.match(start, bits);
}

function unmapped(address: ipaddr.IPv6): Address {
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

function firstOf(address: Address, bits: number): string {
  const family = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  return family.networkAddressFromCIDR(`${address}/${bits}`).toString();
}
