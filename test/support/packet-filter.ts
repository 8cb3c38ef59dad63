import type {Instruction} from '../../src/agent/socket-filter/instruction.js';

const IP_HEADER = 0xfff0_0000;
const DROPPED = 0;
const SKIP_MAX = 255;

/** A UDP packet as a socket filter sees it: offsets count from the UDP header, or from the IP header. */
export interface FilteredPacket {
  ip: Uint8Array;
  udp: Uint8Array;
}

/**
 * Runs a classic packet filter as the kernel does (networking/filter.rst): the bytes of the packet to
 * keep, 0 for none. Throws for what the kernel would not load.
 */
export function runFilter(program: readonly Instruction[], packet: FilteredPacket): number {
  let accumulator = 0;
  for (let at = 0; at < program.length; at += 1) {
    const {code, jt, jf, k} = program[at] as Instruction;
    if (Math.max(jt, jf) > SKIP_MAX) throw new Error(`instruction ${at} skips too many`);
    switch (code) {
      case 0x20:
      case 0x28:
      case 0x30: {
        const loaded = load(packet, k, {32: 4, 40: 2, 48: 1}[code] ?? 0);
        if (loaded === undefined) return DROPPED;
        accumulator = loaded;
        break;
      }
      case 0x54:
        accumulator = (accumulator & k) >>> 0;
        break;
      case 0x74:
        accumulator >>>= k;
        break;
      case 0x05:
        at += k;
        break;
      case 0x15:
        at += accumulator === k ? jt : jf;
        break;
      case 0x35:
        at += accumulator >= k ? jt : jf;
        break;
      case 0x06:
        return k;
      default:
        throw new Error(`instruction ${at} has code ${code}`);
    }
  }
  throw new Error('the program has no end');
}

/** From `source`, whose address is given by its bytes: 4 for IPv4 or 16 for IPv6. */
export function packetFrom(source: {bytes: readonly number[]; port: number}): FilteredPacket {
  const {bytes, port} = source;
  const isIpv4 = bytes.length === 4;
  const ip = new Uint8Array(isIpv4 ? 20 : 40);
  ip[0] = isIpv4 ? 0x45 : 0x60;
  ip.set(bytes, isIpv4 ? 12 : 8);
  return {ip, udp: Uint8Array.of(port >> 8, port & 0xff, 0, 0, 0, 8, 0, 0)};
}

function load({ip, udp}: FilteredPacket, k: number, size: number): number | undefined {
  const [bytes, offset] = k >= IP_HEADER ? [ip, k - IP_HEADER] : [udp, k];
  if (offset + size > bytes.length) return undefined;
  return bytes.slice(offset, offset + size).reduce((value, byte) => value * 256 + byte, 0);
}
