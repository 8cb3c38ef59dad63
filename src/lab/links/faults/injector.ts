import type {LinkModel} from '../model.js';
import {classify} from './classify.js';
import {type Fault, type FaultReceipt, HITS_KEPT_MAX} from './fault.js';
import {FlowMemory, type FlowPosition} from './flow-memory.js';
import {type ClassSet, classBit, type PacketClass} from './packet-class.js';

/** A UDP payload and any number that all datagrams of its flow have in common. */
export interface Payload {
  bytes: Buffer;
  flow: number;
}

/** What the faults together do to a packet. */
export interface Verdict {
  drop: boolean;
  duplicate: boolean;
  corrupt: boolean;
  delayMs: number;
}

interface Rule {
  receipt: FaultReceipt;
  bit: ClassSet;
  /** Transmissions of DTLS flights that were chosen, so that all their datagrams are hit. */
  chosen: Set<number>;
}

/** Transmissions remembered per rule; a flight is over long before as many others began. */
const CHOSEN_MAX = 256;

/** Applies the faults of a direction and keeps a receipt for each, also after it was taken away. */
export class FaultInjector {
  readonly #startMs: number;
  readonly #memory = new FlowMemory();
  /** Every rule there has been, by what it says. */
  readonly #rules = new Map<string, Rule>();
  #active: readonly Rule[] = [];

  /** `startMs`: the caller's clock when the links came up. */
  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  /** A fault that was there before, word for word, goes on counting. */
  configure(model: LinkModel): void {
    this.#active = (model.faults ?? []).map((fault) => this.#ruleFor(fault));
  }

  get isActive(): boolean {
    return this.#active.length > 0;
  }

  receipts(): FaultReceipt[] {
    return [...this.#rules.values()].map(({receipt}) => receipt);
  }

  /** What to do to packet `packet`; undefined for nothing. Without payload it is only `any`. */
  judge(
    nowMs: number,
    packet: {number: number; sizeBytes: number; payload: Payload | undefined},
  ): Verdict | undefined {
    const {classes, position} = this.#recognise(packet.payload);
    let verdict: Verdict | undefined;
    for (const rule of this.#active) {
      if ((rule.bit & classes) === 0 || !chooses(rule, position)) continue;
      const atMs = nowMs - this.#startMs;
      note(rule.receipt, {atMs, packet: packet.number, sizeBytes: packet.sizeBytes});
      verdict = combine(verdict, rule.receipt.fault);
    }
    return verdict;
  }

  #ruleFor(fault: Fault): Rule {
    const key = JSON.stringify([fault.class, fault.action, fault.nth, fault.every, fault.delayMs]);
    const known = this.#rules.get(key);
    if (known !== undefined) return known;
    const rule: Rule = {
      receipt: {fault, seen: 0, hit: 0, hits: []},
      bit: classBit(fault.class),
      chosen: new Set(),
    };
    this.#rules.set(key, rule);
    return rule;
  }

  #recognise(payload: Payload | undefined): {classes: ClassSet; position?: FlowPosition} {
    if (payload === undefined) return {classes: classBit('any')};
    const {classes, dtls} = classify(payload.bytes);
    if (dtls === undefined) return {classes};
    const position = this.#memory.observe(payload.flow, dtls);
    const init = position.isFirstData ? classBit('sctp-init') : 0;
    const flight =
      position.flight === undefined ? 0 : classBit(`dtls-flight-${position.flight}` as PacketClass);
    return {classes: classes | init | flight, position};
  }
}

function chooses(rule: Rule, position: FlowPosition | undefined): boolean {
  const {receipt, chosen} = rule;
  const isFlight = receipt.fault.class.startsWith('dtls-flight-') && position !== undefined;
  if (isFlight && position.isContinued) return chosen.has(position.transmission);
  receipt.seen++;
  const {nth, every} = receipt.fault;
  const isChosen = nth !== undefined ? receipt.seen === nth : receipt.seen % (every ?? 1) === 0;
  if (isChosen && isFlight) {
    chosen.add(position.transmission);
    if (chosen.size > CHOSEN_MAX) chosen.delete(chosen.values().next().value as number);
  }
  return isChosen;
}

function note(receipt: FaultReceipt, hit: FaultReceipt['hits'][number]): void {
  receipt.hit++;
  if (receipt.hits.length < HITS_KEPT_MAX) receipt.hits.push(hit);
}

function combine(verdict: Verdict | undefined, {action, delayMs = 0}: Fault): Verdict {
  const so = verdict ?? {drop: false, duplicate: false, corrupt: false, delayMs: 0};
  return {
    drop: so.drop || action === 'drop',
    duplicate: so.duplicate || action === 'duplicate',
    corrupt: so.corrupt || action === 'corrupt',
    delayMs: so.delayMs + (action === 'delay' ? delayMs : 0),
  };
}
