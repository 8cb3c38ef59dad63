/** What the bench uses of udx-native, which has no types. */
declare module 'udx-native' {
  import type {EventEmitter} from 'node:events';

  interface UdxSocket {
    bind(port: number, host: string): void;
    address(): {host: string; port: number} | null;
    close(): Promise<void>;
  }

  interface UdxStream extends EventEmitter {
    readonly mtu: number;
    readonly cwnd: number;
    readonly rtt: number;
    connect(socket: UdxSocket, remoteId: number, port: number, host: string): void;
    /** False when it would rather have the next after `drain`. */
    write(data: Buffer): boolean;
    destroy(): void;
  }

  class UDX {
    createSocket(): UdxSocket;
    createStream(id: number): UdxStream;
  }

  // biome-ignore lint/style/noDefaultExport: this is how the package exports it.
  export {UDX as default, type UdxSocket, type UdxStream};
}
