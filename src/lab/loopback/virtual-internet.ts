import {randomBytes} from 'node:crypto';
import type {Endpoint} from '../../stun/message.js';
import type {StunTargets} from '../probe/targets.js';
import {EmbeddedTurn} from '../services/embedded-turn.js';
import {LOOPBACK} from './loopback-socket.js';
import {LoopbackNetwork} from './network.js';
import type {LoopbackHost} from './place.js';

const USERNAME = 'claw';
const REALM = 'claw';
/** How often ended allocations are looked for. */
const EXPIRE_MS = 10_000;

/** The network of the loopback fabric with its STUN and TURN server. */
export class VirtualInternet {
  readonly credentials = {username: USERNAME, password: randomBytes(12).toString('hex')};
  readonly network: LoopbackNetwork;
  readonly #turn: EmbeddedTurn;
  readonly #expiry: NodeJS.Timeout;
  readonly #failed: (error: Error) => void;

  /** `failed` is told each time an address could not be opened for want of sockets. */
  constructor(failed: (error: Error) => void) {
    this.#failed = failed;
    this.#turn = new EmbeddedTurn({
      ...this.credentials,
      realm: REALM,
      secret: randomBytes(32),
      openRelay: () => this.#openRelay(),
      closeRelay: ({port}) => this.network.closePortal(port),
    });
    this.network = new LoopbackNetwork(this.#turn, failed);
    this.#expiry = setInterval(() => this.#turn.expire(performance.now()), EXPIRE_MS);
  }

  /** Address of the STUN and TURN server for `host`; only that host may use it. */
  openService(host: LoopbackHost): Endpoint {
    return {address: LOOPBACK, port: this.network.openService(host).port};
  }

  /** Endpoints that the independent probe of `host` asks. */
  openObserver(host: LoopbackHost): StunTargets {
    return this.network.openObserver(host);
  }

  /** The port by which the host's socket is known in its site; undefined when it has none. */
  lanPort(host: LoopbackHost, rawPort: number): number | undefined {
    try {
      return this.network.lanPort(host, rawPort);
    } catch (error) {
      this.#failed(error as Error);
      return undefined;
    }
  }

  close(): void {
    clearInterval(this.#expiry);
    this.network.close();
  }

  #openRelay(): Endpoint | undefined {
    try {
      return {address: LOOPBACK, port: this.network.openRelay().port};
    } catch (error) {
      this.#failed(error as Error);
      return undefined;
    }
  }
}
