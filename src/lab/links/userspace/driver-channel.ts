import type {ChildProcess} from 'node:child_process';
import {ClawError, ExitCode} from '../../../errors.js';
import type {FromDriver, ToDriver} from './protocol.js';

type Request = Extract<ToDriver, {id: number}>;
/** A request before it has its number; distributes over the kinds of request. */
type Unnumbered<R> = R extends Request ? Omit<R, 'id'> : never;
type Answer = Extract<FromDriver, {id: number}>;

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** The lab's end of the conversation with the link driver: requests get the answer with their number. */
export class DriverChannel {
  /** Resolves when the driver carries frames. */
  readonly ready: Promise<void>;
  /** Resolves once the process is gone; the reason is the driver's own where it gave one. */
  readonly ended: Promise<{reason: string}>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #reason: string | undefined;

  /** `logFile` is only named in reasons. */
  constructor(child: ChildProcess, logFile: string) {
    this.#child = child;
    this.ready = new Promise((resolve) => {
      child.on('message', (message: FromDriver) => {
        if (message.type === 'ready') resolve();
        else this.#receive(message);
      });
    });
    this.ended = new Promise((resolve) => {
      const end = (reason: string): void => {
        const ending = {reason: this.#reason ?? reason};
        this.#rejectAll(ending.reason);
        resolve(ending);
      };
      child.once('error', (error) => end(error.message));
      child.once('exit', (code, signal) => {
        const reason = describeExit(code, signal, logFile);
        // What the driver said last may still be in the channel.
        if (child.connected) child.once('disconnect', () => end(reason));
        else end(reason);
      });
    });
  }

  send(message: ToDriver): void {
    // A failed send means that the process is gone, which `ended` tells better.
    this.#child.send(message, () => {});
  }

  /** Ask and wait for the answer. Throws `LINK_DRIVER_ENDED` when the driver is gone. */
  request(message: Unnumbered<Request>): Promise<Answer> {
    if (!this.#child.connected) return Promise.reject(endedError(this.#reason ?? 'it was stopped'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, {resolve, reject});
      this.send({...message, id});
    });
  }

  #receive(message: Exclude<FromDriver, {type: 'ready'}>): void {
    if (message.type === 'ended') {
      this.#reason = message.reason;
      return;
    }
    this.#waiting.get(message.id)?.resolve(message);
    this.#waiting.delete(message.id);
  }

  #rejectAll(reason: string): void {
    for (const {reject} of this.#waiting.values()) reject(endedError(reason));
    this.#waiting.clear();
  }
}

function describeExit(code: number | null, signal: string | null, logFile: string): string {
  if (code === 0) return 'stopped';
  return `${signal === null ? `exit code ${code}` : `killed by ${signal}`}; see ${logFile}`;
}

function endedError(reason: string): ClawError {
  return new ClawError(`The link driver has ended: ${reason}`, {
    code: 'LINK_DRIVER_ENDED',
    hint: 'Without it the lab is not what was asked for; start again.',
    exitCode: ExitCode.invalidRun,
  });
}
