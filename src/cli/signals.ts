import {constants} from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type InterruptSignal = (typeof SIGNALS)[number];

/**
 * A terminal signals the whole process group and npm passes the same signal on again, so one key
 * press can arrive twice. What comes within this time is the same request.
 */
const SAME_REQUEST_MS = 300;

/** Why the abort signal of `watchInterrupts` fired. */
export class Interrupted extends Error {
  readonly signalName: InterruptSignal;
  /** 128 and the signal's number, as shells have it: 130, 143, 129. */
  readonly exitCode: number;

  constructor(signalName: InterruptSignal) {
    super(`interrupted by ${signalName}`);
    this.name = 'Interrupted';
    this.signalName = signalName;
    this.exitCode = 128 + constants.signals[signalName];
  }
}

export interface Interrupts {
  /** Aborted by the first signal, with an `Interrupted` as its reason: clean up and return. */
  readonly signal: AbortSignal;
  /** Undefined until a signal has come. */
  readonly received: Interrupted | undefined;
  /** From now on SIGHUP calls `listener` instead; returns how to undo that. */
  onHangUp(listener: () => void): () => void;
  /** Signals have their ordinary effect again. */
  dispose(): void;
}

/** What `watchInterrupts` uses of the process. */
export interface InterruptSource {
  on(event: InterruptSignal, listener: () => void): unknown;
  off(event: InterruptSignal, listener: () => void): unknown;
  exit(code: number): void;
  say(text: string): void;
  nowMs(): number;
}

/** Turns the first SIGINT, SIGTERM or SIGHUP into an abort and the second into an immediate exit. */
export function watchInterrupts(source: InterruptSource = realProcess): Interrupts {
  const controller = new AbortController();
  let received: Interrupted | undefined;
  let receivedAtMs = 0;
  let hangUp: (() => void) | undefined;

  const listeners = SIGNALS.map((name) => ({name, listener: () => interrupt(name)}));
  for (const {name, listener} of listeners) source.on(name, listener);

  function interrupt(name: InterruptSignal): void {
    if (name === 'SIGHUP' && hangUp) {
      hangUp();
      return;
    }
    if (received === undefined) {
      received = new Interrupted(name);
      receivedAtMs = source.nowMs();
      source.say('claw: cleaning up, press again to exit at once\n');
      controller.abort(received);
      return;
    }
    const repeated =
      name === received.signalName && source.nowMs() - receivedAtMs < SAME_REQUEST_MS;
    if (!repeated) source.exit(new Interrupted(name).exitCode);
  }

  return {
    signal: controller.signal,
    get received() {
      return received;
    },
    onHangUp(listener) {
      hangUp = listener;
      return () => {
        hangUp = undefined;
      };
    },
    dispose() {
      for (const {name, listener} of listeners) source.off(name, listener);
    },
  };
}

const realProcess: InterruptSource = {
  on: (event, listener) => process.on(event, listener),
  off: (event, listener) => process.off(event, listener),
  exit: (code) => process.exit(code),
  say: (text) => process.stderr.write(text),
  nowMs: () => performance.now(),
};
