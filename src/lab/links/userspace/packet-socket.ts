import * as libc from './libc.js';
import type {MessageBatch} from './message-batch.js';

/** Why frames can no longer be moved: the interface went down or away, or was never there. */
export class InterfaceLost extends Error {
  constructor(interfaceName: string, call: string, errno: number) {
    super(`interface ${interfaceName}: ${call} failed with ${libc.errnoName(errno)}`);
    this.name = 'InterfaceLost';
  }
}

/** The header before each frame that tells which checksum is still to be computed. */
export const VNET_HEADER_BYTES = 10;

/**
 * Every frame that enters one interface, and a way to send frames out of it (packet(7)).
 *
 * Frames carry `struct virtio_net_hdr` (PACKET_VNET_HDR) in both directions. On a veth the kernel
 * leaves checksums to be computed later; the header takes that note along, and without it every
 * TCP and UDP packet would arrive with a wrong checksum unless offloads were switched off.
 */
export class PacketSocket {
  readonly fd: number;
  readonly interfaceName: string;
  readonly #statistics = new Uint32Array(STATISTICS_WORDS);
  readonly #statisticsAddress = libc.addressOf(this.#statistics.buffer);

  /** Throws `InterfaceLost` when there is no such interface or no right to open it (CAP_NET_RAW). */
  constructor(interfaceName: string) {
    this.interfaceName = interfaceName;
    // Protocol 0 receives nothing yet: frames of other interfaces never get in before `bind`.
    this.fd = this.#check('socket', libc.socket(AF_PACKET, SOCK_RAW_NONBLOCK_CLOEXEC, 0));
    for (const option of [PACKET_VNET_HDR, PACKET_IGNORE_OUTGOING, PACKET_QDISC_BYPASS]) {
      this.#check('setsockopt', this.#set(SOL_PACKET, option, 1));
    }
    // Beyond net.core.rmem_max only with CAP_NET_ADMIN; the capped size is what remains otherwise.
    if (this.#set(SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES) < 0) {
      this.#check('setsockopt', this.#set(SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER_BYTES));
    }
    const index = libc.interfaceIndex(interfaceName);
    if (index === 0) throw new InterfaceLost(interfaceName, 'if_nametoindex', libc.lastErrno());
    const address = linkLayerAddress(index);
    this.#check('bind', libc.bind(this.fd, address, address.length));
  }

  /** Read the frames that wait, up to the size of the batch. Throws `InterfaceLost`. */
  receive(batch: MessageBatch): number {
    const count = libc.recvmmsg(this.fd, batch.address, batch.size, 0, 0);
    if (count >= 0) return count;
    const errno = libc.lastErrno();
    if (errno === libc.Errno.EAGAIN || errno === libc.Errno.EINTR) return 0;
    throw new InterfaceLost(this.interfaceName, 'recvmmsg', errno);
  }

  /**
   * Send entries `from` to `to - 1`. Returns how many the kernel took; zero means that it refused
   * the first one (its peer's queue or its own buffer is full). Throws `InterfaceLost`.
   */
  send(batch: MessageBatch, from: number, to: number): number {
    const count = libc.sendmmsg(this.fd, batch.addressOfEntry(from), to - from, 0);
    if (count >= 0) return count;
    const errno = libc.lastErrno();
    if (GONE.has(errno)) throw new InterfaceLost(this.interfaceName, 'sendmmsg', errno);
    return 0;
  }

  /** Frames the kernel dropped since the last call because the receive buffer was full. */
  takeKernelDrops(): number {
    this.#statistics[LENGTH_WORD] = STATISTICS_BYTES;
    const lengthAddress = this.#statisticsAddress + LENGTH_WORD * 4;
    const {fd} = this;
    libc.getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, this.#statisticsAddress, lengthAddress);
    return this.#statistics[DROPS_WORD] as number;
  }

  #set(level: number, option: number, value: number): number {
    return libc.setsockopt(this.fd, level, option, Int32Array.of(value), 4);
  }

  #check(call: string, result: number): number {
    if (result >= 0) return result;
    throw new InterfaceLost(this.interfaceName, call, libc.lastErrno());
  }
}

/** `struct sockaddr_ll` that takes every protocol of one interface. */
function linkLayerAddress(index: number): Uint8Array {
  const bytes = new Uint8Array(20);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, AF_PACKET, true);
  view.setUint16(2, ETH_P_ALL, false);
  view.setInt32(4, index, true);
  return bytes;
}

/** From linux/if_packet.h, linux/if_ether.h and bits/socket.h. */
const AF_PACKET = 17;
const SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0o4000 | 0o2000000;
const ETH_P_ALL = 3;
const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
const SO_RCVBUFFORCE = 33;
const SOL_PACKET = 263;
const PACKET_STATISTICS = 6;
const PACKET_VNET_HDR = 15;
const PACKET_QDISC_BYPASS = 20;
const PACKET_IGNORE_OUTGOING = 23;

/** Some 100 ms of full-sized frames at 60,000 packets/s: longer than a pause of this process. */
const RECEIVE_BUFFER_BYTES = 16 * 1024 * 1024;

/** `struct tpacket_stats` (packets, drops), then the length word getsockopt wants. */
const STATISTICS_BYTES = 8;
const STATISTICS_WORDS = 3;
const DROPS_WORD = 1;
const LENGTH_WORD = 2;

const GONE: ReadonlySet<number> = new Set([
  libc.Errno.ENETDOWN,
  libc.Errno.ENXIO,
  libc.Errno.ENODEV,
]);
