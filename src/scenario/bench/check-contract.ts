import {ContractChecker, type ContractReport} from '../reliability/contract.js';
import type {MessageMode} from '../reliability/mode.js';
import type {FlowResult} from './bench-pipe.js';

export interface ContractCheck {
  mode: MessageMode;
  messagesPerSecond: number;
  messageBytes: number;
  lifetimeToleranceMs: number;
}

/**
 * Holds one paced flow, received with `keepArrivals`, against the promises of its mode. The receiver
 * itself compares content and leaves out what was damaged, so ids stand for content here. Of what
 * did not arrive nobody kept the time; it was sent when it was due.
 */
export function checkContract(
  {sent, received}: FlowResult,
  {mode, messagesPerSecond, messageBytes, lifetimeToleranceMs}: ContractCheck,
): ContractReport {
  const checker = new ContractChecker({lifetimeToleranceMs});
  const arrivals = received.arrivals ?? [];
  const sentAtMs = new Map(arrivals.map((arrival) => [arrival.id, arrival.sentAtMs]));
  for (let id = 0; id < sent.messages; id++) {
    const dueAtMs = sent.startedAtMs + (id * 1000) / messagesPerSecond;
    const atMs = sentAtMs.get(id) ?? dueAtMs;
    checker.sent({stream: 1, id, mode, atMs, bytes: messageBytes, hash: id});
  }
  for (const {id, arrivedAtMs} of arrivals) {
    checker.delivered({stream: 1, id, atMs: arrivedAtMs, bytes: messageBytes, hash: id});
  }
  return checker.finish();
}
