import {createRequire} from 'node:module';
import {endianness} from 'node:os';

/** The calls of the C library that find a socket of this process and filter what it receives. */
export interface SocketCalls {
  getsockname(fd: number, address: Uint8Array, length: Uint32Array): number;
  getsockopt(
    fd: number,
    level: number,
    option: number,
    value: Int32Array,
    bytes: Uint32Array,
  ): number;
  setsockopt(fd: number, level: number, option: number, value: Uint8Array, bytes: number): number;
  /** `fcntl` with a number as its argument. */
  fcntl(fd: number, command: number, argument: number): number;
  close(fd: number): number;
  /** Where the memory of `bytes` is, as long as they are referenced. */
  addressOf(bytes: Uint8Array): bigint;
  /** Name of the error of the last call: `ENOMEM`. */
  lastError(): string;
}

const ARCHITECTURES = ['x64', 'arm64', 'riscv64', 'loong64'];

let loaded: {calls: SocketCalls | undefined} | undefined;

/**
 * The calls; `undefined` on systems without them: those that are not Linux, machines whose C structures
 * look otherwise, installations without koffi's binary. Only who has a policy needs them, so they are
 * loaded when they are first asked for.
 */
export function socketCalls(): SocketCalls | undefined {
  const isKnown =
    process.platform === 'linux' && ARCHITECTURES.includes(process.arch) && endianness() === 'LE';
  loaded ??= {calls: isKnown ? load() : undefined};
  return loaded.calls;
}

function load(): SocketCalls | undefined {
  try {
    return callsOf(createRequire(import.meta.url)('koffi'));
  } catch {
    return undefined;
  }
}

function callsOf(koffi: typeof import('koffi')): SocketCalls {
  const library = koffi.load(null);
  const fcntl = library.func('int fcntl(int, int, ...)');
  const names = new Map(Object.entries(koffi.os.errno).map(([name, value]) => [value, name]));
  return {
    getsockname: library.func('int getsockname(int, void *, void *)'),
    getsockopt: library.func('int getsockopt(int, int, int, void *, void *)'),
    setsockopt: library.func('int setsockopt(int, int, int, const void *, uint32_t)'),
    fcntl: (fd, command, argument) => fcntl(fd, command, 'int', argument),
    close: library.func('int close(int)'),
    addressOf: (bytes) => BigInt(koffi.address(bytes)),
    lastError: () => names.get(koffi.errno()) ?? `errno ${koffi.errno()}`,
  };
}
