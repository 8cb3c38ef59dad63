import type {MoveReason} from '../core/paths/selector.js';
import type {Attempt} from './attempt.js';
import type {ConnectionOptions} from './connection-options.js';
import type {ConnectionStatus, Step} from './control/protocol.js';

/** Tells what becomes of a connection. */
export class ConnectionReporter {
  readonly #peer: string;
  readonly #emit: ConnectionOptions<never>['emit'];
  #pair = '';

  constructor({remote, emit}: Pick<ConnectionOptions<never>, 'remote' | 'emit'>) {
    this.#peer = remote;
    this.#emit = emit;
  }

  step({id, role}: Pick<Attempt, 'id' | 'role'>, step: Step): void {
    this.#emit({type: 'step', peer: this.#peer, role, attempt: id, step});
  }

  /** Tells the pair of the attempt in use, unless it is the one told last. */
  path(active: Attempt | undefined): void {
    const pair = active?.peer.selectedPair();
    if (!pair) return;
    const text = JSON.stringify(pair);
    if (text === this.#pair) return;
    this.#pair = text;
    this.#emit({type: 'path', peer: this.#peer, pair});
  }

  moved(left: Attempt | undefined, taken: Attempt | undefined, reason: MoveReason): void {
    const [from, to] = [left?.peer.path, taken?.peer.path];
    if (from && to) this.#emit({type: 'moved', peer: this.#peer, from, to, reason});
  }

  /** How good the path in use and the others are, once it has answered. */
  quality({peer, rttMs, lossPct, paths}: ConnectionStatus): void {
    if (rttMs === undefined || lossPct === undefined) return;
    this.#emit({type: 'quality', peer, rttMs, lossPct, paths});
  }

  lost(reason: string): void {
    // The next path is told, whichever it is.
    this.#pair = '';
    this.#emit({type: 'reconnecting', peer: this.#peer, reason});
  }

  found(outageMs: number): void {
    this.#emit({type: 'reconnected', peer: this.#peer, outageMs});
  }

  closed(reason: string): void {
    this.#emit({type: 'closed', peer: this.#peer, reason});
  }
}
