import koffi, {type KoffiFunc} from 'koffi';

/**
 * The calls of the C library that move frames. Pointers that are used per batch are plain numbers
 * (user addresses are below 2^47, so a double holds them): koffi then marshals nothing, and a
 * call costs well under a microsecond.
 */
const library = koffi.load(null);

export const socket: KoffiFunc<(family: number, type: number, protocol: number) => number> =
  library.func('socket', 'int', ['int', 'int', 'int']);
export const bind: KoffiFunc<(fd: number, address: Uint8Array, length: number) => number> =
  library.func('bind', 'int', ['int', 'const void *', 'uint32_t']);
export const setsockopt: KoffiFunc<
  (fd: number, level: number, option: number, value: Int32Array, bytes: number) => number
> = library.func('setsockopt', 'int', ['int', 'int', 'int', 'const void *', 'uint32_t']);
export const getsockopt: KoffiFunc<
  (fd: number, level: number, option: number, value: number, bytes: number) => number
> = library.func('getsockopt', 'int', ['int', 'int', 'int', 'uint64_t', 'uint64_t']);
export const interfaceIndex: KoffiFunc<(name: string) => number> = library.func(
  'if_nametoindex',
  'uint32_t',
  ['str'],
);
export const recvmmsg: KoffiFunc<
  (fd: number, messages: number, count: number, flags: number, timeout: number) => number
> = library.func('recvmmsg', 'int', ['int', 'uint64_t', 'uint32_t', 'int', 'uint64_t']);
export const sendmmsg: KoffiFunc<
  (fd: number, messages: number, count: number, flags: number) => number
> = library.func('sendmmsg', 'int', ['int', 'uint64_t', 'uint32_t', 'int']);
export const ppoll: KoffiFunc<
  (fds: number, count: number, timeout: number, signals: number) => number
> = library.func('ppoll', 'int', ['uint64_t', 'uint64_t', 'uint64_t', 'uint64_t']);
export const prctl: KoffiFunc<(option: number, value: number) => number> = library.func(
  'prctl',
  'int',
  ['int', 'uint64_t'],
);

/** `parameters` is `struct sched_param`: one int, the priority. */
export const schedSetScheduler: KoffiFunc<
  (thread: number, policy: number, parameters: Int32Array) => number
> = library.func('sched_setscheduler', 'int', ['int', 'int', 'const void *']);

/** Where a buffer's memory is. It stays there as long as the buffer is referenced. */
export function addressOf(buffer: ArrayBuffer): number {
  return Number(koffi.address(new Uint8Array(buffer)));
}

/** `errno` of the last call. */
export function lastErrno(): number {
  return koffi.errno();
}

/** `ENETDOWN` for 100, or the number where there is no name. */
export function errnoName(errno: number): string {
  const names = Object.entries(koffi.os.errno);
  return names.find(([, value]) => value === errno)?.[0] ?? `errno ${errno}`;
}

/** Numbers of errors, from errno.h of Linux. */
export const Errno = {EINTR: 4, ENXIO: 6, EAGAIN: 11, ENODEV: 19, ENETDOWN: 100} as const;

if (koffi.sizeof('void *') !== 8) {
  throw new Error('The link driver lays out C structures for 64-bit machines only.');
}
