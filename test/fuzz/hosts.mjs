// Addresses for fuzzed candidates, and the ways to write them.
import {ANSWERING, NAMES, TARGET} from './address-world.mjs';

/** @typedef {() => number} Random */

/** @template T @param {Random} random @param {readonly T[]} list @returns {T} */
export const pick = (random, list) => /** @type {T} */ (list[random() % list.length]);

/** @param {string} address @returns {number[]} */
const bytesOf = (address) => address.split('.').map(Number);
/** @param {number} value */
const hex = (value) => value.toString(16);

/** @param {Random} random */
export function forbidden4(random) {
  const [one, two, three] = [random() % 256, random() % 256, random() % 256];
  return pick(random, [
    '198.18.66.6',
    '198.18.77.7',
    `198.18.66.${one}`,
    `198.18.77.${one}`,
    `10.${one}.${two}.${three}`,
    `127.${one}.${two}.${three}`,
    `169.254.${one}.${two}`,
  ]);
}

/** @param {Random} random */
export function forbidden6(random) {
  const [one, two] = [hex(random() % 65_536), hex(random() % 65_536)];
  return pick(random, [
    '2001:db8:66::6',
    '2001:db8:77::7',
    `2001:db8:66::${one}:${two}`,
    `2001:db8:77:${one}::${two}`,
    '::1',
    `fe80::${one}`,
  ]);
}

/** Mostly of hosts that answer. @param {Random} random */
export function permitted(random) {
  const last = random() % 256;
  return pick(random, [
    '198.18.2.3',
    '2001:db8:2::3',
    `198.18.3.${last}`,
    `2001:db8:3::${hex(last)}`,
    `203.0.113.${last}`,
  ]);
}

/** A forbidden IPv4 address as two groups of IPv6. @param {number[]} bytes */
const groups = ([a = 0, b = 0, c = 0, d = 0]) => `${hex(a * 256 + b)}:${hex(c * 256 + d)}`;

/** IPv6 addresses that carry an IPv4 one, by the mechanism. @type {Record<string, (address: string, random: Random) => string>} */
export const CARRIED = {
  mapped: (address, random) => {
    const words = groups(bytesOf(address));
    return pick(random, [
      `::ffff:${address}`,
      `::ffff:${words}`,
      `::FFFF:${words}`,
      `0:0:0:0:0:ffff:${words}`,
      `0000:0000:0000:0000:0000:ffff:${address}`,
    ]);
  },
  compatible: (address) => `::${groups(bytesOf(address))}`,
  translated: (address) => `::ffff:0:${groups(bytesOf(address))}`,
  nat64: (address) => `64:ff9b::${groups(bytesOf(address))}`,
  'local nat64': (address, random) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytesOf(address);
    return pick(random, [
      `64:ff9b:1::${groups([a, b, c, d])}`,
      `64:ff9b:1:${hex(a * 256 + b)}:${hex(c)}:${hex(d * 256)}::`,
    ]);
  },
  '6to4': (address) => `2002:${groups(bytesOf(address))}::1`,
  'teredo server': (address) => `2001:0:${groups(bytesOf(address))}:8000:63bf:3fff:fdd2`,
  'teredo client': (address) =>
    `2001:0:cb00:7101:8000:63bf:${groups(bytesOf(address).map((byte) => byte ^ 0xff))}`,
  isatap: (address, random) =>
    `2001:db8:5::${pick(random, ['', '200:'])}5efe:${groups(bytesOf(address))}`,
};

/** IPv4 addresses as some parsers read them. @type {Record<string, (address: string, random: Random) => string>} */
export const ODD = {
  'leading zeros': (address) =>
    address
      .split('.')
      .map((byte) => byte.padStart(3, '0'))
      .join('.'),
  octal: (address) =>
    bytesOf(address)
      .map((byte) => `0${byte.toString(8)}`)
      .join('.'),
  hexadecimal: (address) =>
    bytesOf(address)
      .map((byte) => `0X${hex(byte)}`)
      .join('.'),
  integer: (address) => String(bytesOf(address).reduce((sum, byte) => sum * 256 + byte, 0)),
  short: (address) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytesOf(address);
    return `${a}.${b}.${c * 256 + d}`;
  },
  zone: (address, random) => `${address}%${pick(random, ['lo', 'wan', '1'])}`,
  'trailing text': (address, random) => address + pick(random, ['.', '/32', '#', ',', ';', '\0x']),
  brackets: (address) => `[${address}]`,
  'upper case': (_, random) => pick(random, ['2001:DB8:66::6', '2001:0DB8:0077:0000::0007']),
  'zone of IPv6': (_, random) => pick(random, ['2001:db8:66::6%wan', '::1%lo', 'fe80::1%wan']),
};

/** @param {Random} random */
export const name = (random) => pick(random, Object.keys(NAMES));

/** Of no host: the sender itself, or many. @param {Random} random */
export const noHost = (random) =>
  pick(random, [
    '0.0.0.0',
    '::',
    '::ffff:0.0.0.0',
    '0.0.0.1',
    '224.0.0.251',
    'ff02::fb',
    '255.255.255.255',
  ]);

/** @param {Random} random */
export const own = (random) => pick(random, Object.values(TARGET));

/** The policy names it. */
export const RELAY = '198.18.5.3';

/** A host that answers, and is forbidden. @param {Random} random */
export const trap = (random) => pick(random, ANSWERING.forbidden);
