import type {AgentEvent, SelectedPair, Step} from '../../agent/control/protocol.js';
import type {CandidateType, ConnectionResult, PathKind, PhasesMs} from '../events.js';
import type {Pair} from './pairs.js';
import {pathFigures} from './path-figures.js';
import {roundFigure} from './round-figure.js';

type Quality = Required<Pick<ConnectionResult, 'rttMs' | 'lossPct' | 'paths'>>;

/** When one side's attempts reached which step. */
class Steps {
  readonly #attempts = new Map<string, Map<Step, number>>();

  /** True when the step is the first of its kind in its attempt. */
  add({attempt, step, atMs}: {attempt: string; step: Step; atMs: number}): boolean {
    const steps = this.#attempts.get(attempt) ?? new Map<Step, number>();
    this.#attempts.set(attempt, steps);
    if (steps.has(step)) return false;
    steps.set(step, atMs);
    return true;
  }

  has(step: Step): boolean {
    return this.first(step) !== undefined;
  }

  first(step: Step): number | undefined {
    const times = [...this.#attempts.values()].flatMap((steps) => steps.get(step) ?? []);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** The attempt that was confirmed first, of those that could have carried a byte by `receivedMs`. */
  winner(receivedMs: number): ReadonlyMap<Step, number> | undefined {
    return [...this.#attempts.values()]
      .filter((steps) => steps.has('confirmed') && (steps.get('open') ?? receivedMs) <= receivedMs)
      .sort((one, other) => (one.get('confirmed') ?? 0) - (other.get('confirmed') ?? 0))[0];
  }
}

/** Everything two agents said about their connection, folded into one result. */
export class ConnectionLog {
  readonly pair: Pair;
  readonly #rttMs: number;
  readonly #steps = {from: new Steps(), to: new Steps()};
  readonly #selected: {from?: SelectedPair; to?: SelectedPair} = {};
  #quality: Extract<AgentEvent, {type: 'quality'}> | undefined;
  #failure: string | undefined;
  #proof: 'agrees' | 'disagrees' | undefined;

  /** @param rttMs the emulated round trip between sites, the unit of `ttfbRtt` */
  constructor(pair: Pair, rttMs: number) {
    this.pair = pair;
    this.#rttMs = rttMs;
  }

  get connected(): boolean {
    return this.#failure === undefined && this.#steps.to.has('received');
  }

  get settled(): boolean {
    return this.connected || this.#failure !== undefined;
  }

  /** The data channel beside the packet pipe has been measured too. */
  get channelMeasured(): boolean {
    return this.#steps.to.has('channel-received');
  }

  get selected(): {from?: SelectedPair; to?: SelectedPair} {
    return this.#selected;
  }

  get called(): boolean {
    return this.#steps.from.has('called');
  }

  /** What `agent`, one of the two, said about the other. True when the result changed. */
  record(agent: string, event: AgentEvent): boolean {
    const side = agent === this.pair.from ? 'from' : 'to';
    switch (event.type) {
      case 'step':
        return this.#steps[side].add(event);
      case 'path':
        this.#selected[side] = event.pair;
        return true;
      case 'quality':
        if (side === 'from') this.#quality = event;
        return false;
      case 'closed':
        this.fail(event.reason);
        return true;
      default:
        return false;
    }
  }

  /** What the caller measured last. */
  get quality(): Quality | undefined {
    if (!this.#quality) return undefined;
    const {rttMs, lossPct, paths} = this.#quality;
    const kind = this.#path()?.kind;
    return {
      rttMs: roundFigure(rttMs),
      lossPct: roundFigure(lossPct),
      paths: paths.map((path) => pathFigures(path, kind)),
    };
  }

  fail(reason: string): void {
    this.#failure ??= reason;
  }

  prove(agrees: boolean): void {
    this.#proof = agrees ? 'agrees' : 'disagrees';
  }

  result(): ConnectionResult {
    const {from, to} = this.pair;
    const path = this.#path();
    const phasesMs = this.#phases();
    const ttfbMs = this.#ttfb('received');
    const channelMs = this.#ttfb('channel-received');
    return {
      from,
      to,
      state: this.#state(),
      ...(this.#failure === undefined ? {} : {reason: this.#failure}),
      ...(path ? {path} : {}),
      ...(ttfbMs === undefined ? {} : {ttfbMs: roundFigure(ttfbMs)}),
      ...(ttfbMs === undefined || this.#rttMs === 0
        ? {}
        : {ttfbRtt: roundFigure(ttfbMs / this.#rttMs)}),
      ...(phasesMs ? {phasesMs} : {}),
      ...(channelMs === undefined ? {} : {dataChannelTtfbMs: roundFigure(channelMs)}),
      ...this.quality,
      ...(this.#proof ? {proof: this.#proof} : {}),
    };
  }

  #state(): ConnectionResult['state'] {
    if (this.#failure !== undefined) return 'failed';
    if (this.connected) return 'connected';
    return this.called ? 'connecting' : 'new';
  }

  #ttfb(step: Step): number | undefined {
    const [called, received] = [this.#steps.from.first('called'), this.#steps.to.first(step)];
    return called === undefined || received === undefined ? undefined : received - called;
  }

  #phases(): PhasesMs | undefined {
    const received = this.#steps.to.first('received');
    const winner = received === undefined ? undefined : this.#steps.from.winner(received);
    const at = (step: Step) => winner?.get(step);
    const [called, described, answered, open] = [
      at('called'),
      at('described'),
      at('answered'),
      at('open'),
    ];
    const first = this.#steps.from.first('called');
    if (!first || !called || !described || !answered || !open || !received) return undefined;
    const gathering = described - called;
    // The two come from different threads of the library and may be told in the other order.
    const checked = Math.min(at('checked') ?? open, open);
    return {
      signaling: roundFigure(answered - first - gathering),
      gathering: roundFigure(gathering),
      checks: roundFigure(checked - answered),
      dtls: roundFigure(open - checked),
      firstByte: roundFigure(received - open),
    };
  }

  /** Each end knows best what the other looks like from outside. */
  #path(): ConnectionResult['path'] {
    const {from, to} = this.#selected;
    if (!from || !to) return undefined;
    const types = [from.local, from.remote, to.local, to.remote].map(({type}) => type);
    return {
      kind: types.includes('relay') ? relayKind(from, to) : 'direct',
      local: seenAs(from.local.type, to.remote.type),
      remote: seenAs(to.local.type, from.remote.type),
      ...(from.remote.address.includes(':') ? {ipv6: true} : {}),
    };
  }
}

const TRANSPORTS = ['udp', 'tcp', 'tls'] as const;

/** Each side reaches its relay in its own way: the path is named for the one that is harder on it. */
function relayKind(from: SelectedPair, to: SelectedPair): PathKind {
  const ranks = [from, to].map(({relayClient}) =>
    TRANSPORTS.indexOf(relayClient?.transport ?? 'udp'),
  );
  return `relay-${TRANSPORTS[Math.max(...ranks)] ?? 'udp'}`;
}

/** An agent knows that it uses its relay; whether it looks translated, only the other end knows. */
function seenAs(own: string, fromOutside: string): CandidateType {
  return (own === 'relay' ? own : fromOutside) as CandidateType;
}
