import {randomBytes} from 'node:crypto';
import {Rendezvous, type RendezvousOutput} from '../core/signaling/rendezvous.js';
import type {Signal} from '../core/signaling/signal.js';
import {Attempt} from './attempt.js';
import type {AgentEvent, ConnectionStatus, SelectedPair, Step} from './control/protocol.js';
import {monotonicMs} from './monotonic.js';
import type {Peer} from './webrtc/peer.js';
import type {PeerPools} from './webrtc/pool.js';

type Event = AgentEvent extends infer E ? (E extends AgentEvent ? Omit<E, 'atMs'> : never) : never;

export interface ConnectionOptions {
  local: string;
  remote: string;
  pools: PeerPools;
  /** How long a callee waits before its first check. */
  punchDelayMs(): number;
  send(to: string, signal: Signal): void;
  emit(event: Event): void;
}

/** The lasting relation to one other agent: its rendezvous, its attempts, the one in use. */
export class Connection {
  readonly remote: string;
  readonly #options: ConnectionOptions;
  readonly #rendezvous: Rendezvous;
  readonly #attempts = new Map<string, Attempt>();
  #active: Attempt | undefined;
  #timer: NodeJS.Timeout | undefined;
  #path = '';

  constructor(options: ConnectionOptions) {
    this.remote = options.remote;
    this.#options = options;
    this.#rendezvous = new Rendezvous({local: options.local, remote: options.remote});
  }

  get established(): boolean {
    return this.#active !== undefined;
  }

  call(): void {
    if (this.#active || this.#attempts.size > 0) return;
    const attempt = freshId();
    this.#step(attempt, 'caller', 'called');
    this.#rendezvous.handleInput({type: 'call', now: monotonicMs(), attempt});
    this.#drain();
  }

  receive(signal: Signal): void {
    this.#rendezvous.handleInput({
      type: 'signal',
      now: monotonicMs(),
      signal,
      freshAttempt: freshId(),
    });
    this.#drain();
  }

  unreachable(attempt: string): void {
    this.#end(attempt, `no agent named ${this.remote} at the seed`);
  }

  /** Sends a probe on the path in use and reports what is known of it. */
  probe(): void {
    const active = this.#active;
    if (!active) return;
    active.probe();
    this.#reportPath();
    const {rttMs, loss} = active.quality.quality();
    if (rttMs === undefined) return;
    this.#options.emit({type: 'quality', peer: this.remote, rttMs, lossPct: loss * 100});
  }

  status(): ConnectionStatus {
    const current = this.#active ?? [...this.#attempts.values()][0];
    const pair = this.#active?.peer.selectedPair();
    const quality = this.#active?.quality.quality();
    return {
      peer: this.remote,
      role: current?.role ?? 'caller',
      state: this.#active ? 'connected' : current ? 'connecting' : 'closed',
      ...(pair ? {pair} : {}),
      ...(quality?.rttMs === undefined ? {} : {rttMs: quality.rttMs, lossPct: quality.loss * 100}),
    };
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const attempt of this.#attempts.values()) attempt.close();
    this.#attempts.clear();
    this.#active = undefined;
  }

  #drain(): void {
    for (;;) {
      const output = this.#rendezvous.pollOutput();
      if (!output) break;
      this.#perform(output);
    }
    clearTimeout(this.#timer);
    const deadline = this.#rendezvous.pollTimeout();
    if (deadline === undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#rendezvous.handleInput({type: 'timeout', now: monotonicMs()});
        this.#drain();
      },
      Math.max(0, deadline - monotonicMs()) + 1,
    );
  }

  #perform(output: RendezvousOutput): void {
    switch (output.type) {
      case 'open':
        this.#open(output.attempt, output.role);
        break;
      case 'send':
        this.#options.send(output.to, output.signal);
        break;
      case 'connect': {
        const attempt = this.#attempts.get(output.attempt);
        if (!attempt) break;
        this.#step(attempt.id, attempt.role, 'answered');
        // Our answer is on its way, and the caller's NAT lets a check in only after the caller's
        // own first check: a check that races the answer is wasted, and the next is 50 ms away.
        const delayMs = attempt.role === 'callee' ? this.#options.punchDelayMs() : 0;
        setTimeout(() => attempt.connect(output.sdp, output.candidates), delayMs);
        break;
      }
      case 'candidate':
        this.#attempts.get(output.attempt)?.addCandidate(output.candidate);
        break;
      case 'close':
        this.#closed(output.attempt, output.reason);
        break;
    }
  }

  #open(id: string, role: 'caller' | 'callee'): void {
    const attempt = new Attempt(id, role, this.#take(role), {
      step: (from, step) => this.#attemptStep(from, step),
      candidate: (from, candidate) => {
        this.#rendezvous.handleInput({type: 'candidate', attempt: from.id, candidate});
        this.#drain();
      },
      closed: (from, reason) => this.#end(from.id, reason),
    });
    this.#attempts.set(id, attempt);
    void attempt.peer.gathered.then(() => {
      if (!this.#attempts.has(id)) return;
      this.#rendezvous.handleInput({
        type: 'described',
        attempt: id,
        sdp: attempt.peer.description(),
        candidates: attempt.peer.candidates,
      });
      this.#step(id, role, 'described');
      this.#drain();
    });
  }

  #take(role: 'caller' | 'callee'): Peer {
    const {callers, callees} = this.#options.pools;
    return role === 'caller' ? callers.take() : callees.take();
  }

  #attemptStep(attempt: Attempt, step: Step): void {
    this.#step(attempt.id, attempt.role, step);
    if (this.#active || !attempt.established) return;
    this.#active = attempt;
    this.#reportPath();
  }

  #reportPath(): void {
    const pair = this.#active?.peer.selectedPair();
    if (!pair) return;
    const text = JSON.stringify(pair satisfies SelectedPair);
    if (text === this.#path) return;
    this.#path = text;
    this.#options.emit({type: 'path', peer: this.remote, pair});
  }

  /** This side gives an attempt up; the rendezvous tells the peer and closes it here. */
  #end(attempt: string, reason: string): void {
    this.#rendezvous.handleInput({type: 'closed', attempt, reason});
    this.#drain();
  }

  #closed(id: string, reason: string): void {
    const attempt = this.#attempts.get(id);
    attempt?.close();
    this.#attempts.delete(id);
    if (attempt !== undefined && this.#active === attempt) this.#active = undefined;
    if (this.#attempts.size === 0) this.#options.emit({type: 'closed', peer: this.remote, reason});
  }

  #step(attempt: string, role: 'caller' | 'callee', step: Step): void {
    this.#options.emit({type: 'step', peer: this.remote, role, attempt, step});
  }
}

function freshId(): string {
  return randomBytes(8).toString('base64url');
}
