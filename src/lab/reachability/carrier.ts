import type {Problem} from './problem.js';

/** Carries STUN messages to one server and back. */
export interface Carrier {
  send(bytes: Buffer): void;
  close(): void;
}

/** Who a carrier reports to. `problem` may come at any time, and then nothing else does. */
export interface CarrierListener {
  message(bytes: Buffer): void;
  problem(problem: Problem): void;
}
