import {readdirSync} from 'node:fs';
import ipaddr from 'ipaddr.js';
import {parseAddress} from '../../policy/address.js';
import type {SocketCalls} from './libc.js';

/** Numbers of Linux: sys/socket.h, bits/socket.h and fcntl.h. */
const SOL_SOCKET = 1;
const SO_TYPE = 3;
const SOCK_DGRAM = 2;
const AF_INET = 2;
const AF_INET6 = 10;
const F_DUPFD_CLOEXEC = 1030;
/** `sizeof(struct sockaddr_storage)` */
const ADDRESS_BYTES = 128;
const WILDCARDS = ['0.0.0.0', '::'];

export interface BoundTo {
  port: number;
  /** Absent: every address of the host. With a name, the port alone tells. */
  address?: string;
}

/**
 * A descriptor of our own for the UDP socket of this process that is bound so. The number of the one
 * that its owner has can be another socket's by the time it is used; this one cannot. As long as it is
 * open, so is the socket.
 *
 * @throws Error when there is no such socket, or more than one
 */
export function borrowSocket(calls: SocketCalls, wanted: BoundTo): number {
  const found = readdirSync('/proc/self/fd')
    .map(Number)
    .filter((fd) => isBound(calls, fd, wanted));
  const [fd] = found;
  if (fd === undefined || found.length > 1) {
    throw new Error(`${found.length} sockets of this process are bound to port ${wanted.port}`);
  }
  const own = calls.fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (own < 0) throw new Error(`fcntl: ${calls.lastError()}`);
  return own;
}

function isBound(calls: SocketCalls, fd: number, {port, address}: BoundTo): boolean {
  const bytes = new Uint8Array(ADDRESS_BYTES);
  if (calls.getsockname(fd, bytes, Uint32Array.of(ADDRESS_BYTES)) !== 0) return false;
  const bound = readSocketAddress(bytes);
  if (bound?.port !== port || !isAt(bound.address, address)) return false;
  const type = new Int32Array(1);
  const isTold = calls.getsockopt(fd, SOL_SOCKET, SO_TYPE, type, Uint32Array.of(4)) === 0;
  return isTold && type[0] === SOCK_DGRAM;
}

function isAt(bound: string, wanted: string | undefined): boolean {
  if (WILDCARDS.includes(bound)) return true;
  if (wanted === undefined) return false;
  const address = parseAddress(wanted);
  return !address || address.toString() === parseAddress(bound)?.toString();
}

/** `struct sockaddr_in` and `sockaddr_in6`; undefined for other families. */
function readSocketAddress(bytes: Uint8Array): {address: string; port: number} | undefined {
  const view = new DataView(bytes.buffer);
  const family = view.getUint16(0, true);
  const port = view.getUint16(2);
  const at = {[AF_INET]: [4, 8], [AF_INET6]: [8, 24]}[family];
  if (!at) return undefined;
  const address = ipaddr.fromByteArray([...bytes.slice(...at)]);
  return {address: address.toString(), port};
}
