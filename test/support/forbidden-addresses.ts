import {BlockList} from 'node:net';
import ipaddr from 'ipaddr.js';
import {FORBIDDEN} from '../fuzz/address-world.mjs';

/** IPv6 prefixes behind which an IPv4 address follows, and how long they are. */
const CARRYING = [
  ['::', '', 96],
  ['::ffff:0:', '', 96],
  ['64:ff9b::', '', 96],
  ['64:ff9b:1::', '', 96],
  ['2002:', '::', 16],
  ['2001:0:', '::', 32],
] as const;

/** Forbidden IPv6 networks, with those of mechanisms that carry IPv4 behind a prefix. */
export function forbiddenIpv6(): string[] {
  return [...FORBIDDEN.v6, ...FORBIDDEN.v4.flatMap(carriedNetworks)];
}

/** Whether a packet to this address, as a capture shows it, must not be. */
export function isForbidden(address: string): boolean {
  if (!address.includes(':')) return networks.check(address, 'ipv4');
  if (networks.check(address, 'ipv6')) return true;
  const hex = Buffer.from(ipaddr.parse(address).toByteArray()).toString('hex');
  const carried = [
    // Teredo's client, ISATAP, and a NAT64 prefix of 48 bits.
    /^20010000.{16}(.{8})$/.test(hex) ? flipped(hex.slice(24)) : '',
    /^.{16}0[02]005efe(.{8})$/.exec(hex)?.[1] ?? '',
    /^0064ff9b0001/.test(hex) ? hex.slice(12, 16) + hex.slice(18, 22) : '',
  ];
  return carried.some((four) => four !== '' && networks.check(dotted(four), 'ipv4'));
}

const networks = new BlockList();
for (const [family, list] of [
  ['ipv4', FORBIDDEN.v4],
  ['ipv6', forbiddenIpv6()],
] as const) {
  for (const network of list) {
    const [start = '', bits] = network.split('/');
    networks.addSubnet(start, Number(bits), family);
  }
}

function carriedNetworks(network: string): string[] {
  const [start = '', bits] = network.split('/');
  const hex = Buffer.from(start.split('.').map(Number)).toString('hex');
  const groups = `${hex.slice(0, 4)}:${hex.slice(4)}`;
  return CARRYING.map(
    ([before, after, bitsBefore]) => `${before}${groups}${after}/${bitsBefore + Number(bits)}`,
  );
}

function flipped(hex: string): string {
  return Buffer.from(Buffer.from(hex, 'hex').map((byte) => byte ^ 0xff)).toString('hex');
}

function dotted(hex: string): string {
  return [...Buffer.from(hex, 'hex')].join('.');
}
