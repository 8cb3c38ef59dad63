import {onTestFinished} from 'vitest';
import {type ClientOptions, WebSocket} from 'ws';
import {SeedServer} from '../../../../src/agent/seed/seed-server.js';

/** A seed that is gone when the test is over. */
export async function openSeed(port = 0): Promise<SeedServer> {
  const seed = await SeedServer.listen('127.0.0.1', port);
  onTestFinished(() => seed.close());
  return seed;
}

/** A WebSocket that says what it is told to, and keeps what it hears. */
export class RawMember {
  readonly heard: unknown[] = [];
  readonly socket: WebSocket;
  /** Resolves with the code and the reason. */
  readonly closed: Promise<{code: number; reason: string}>;
  #waiting: (() => void) | undefined;

  constructor(port: number, options: ClientOptions = {}) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}`, options);
    this.socket.on('message', (bytes) => {
      this.heard.push(JSON.parse(String(bytes)));
      this.#waiting?.();
    });
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({code, reason: String(reason)}));
    });
    onTestFinished(() => this.socket.terminate());
  }

  /** A member called `name` that has been welcomed. */
  static async join(port: number, name: string, options?: ClientOptions): Promise<RawMember> {
    const member = await RawMember.open(port, options);
    member.say({type: 'hello', agent: name});
    await member.hears(1);
    return member;
  }

  static async open(port: number, options?: ClientOptions): Promise<RawMember> {
    const member = new RawMember(port, options);
    await new Promise((resolve) => member.socket.once('open', resolve));
    return member;
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Resolves once `count` messages have come in all. */
  async hears(count: number): Promise<unknown[]> {
    while (this.heard.length < count) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    return this.heard;
  }
}
