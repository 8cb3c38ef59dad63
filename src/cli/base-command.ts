import {Command} from '@oclif/core';
import {failureDocument, toFailure} from './failure.js';
import {requestedExit, writeFailure} from './report-failure.js';
import {type Interrupts, watchInterrupts} from './signals.js';

/**
 * What every claw command does alike: `--json`, errors, exit codes, Ctrl-C.
 *
 * `run` returns the command's document, which is all of stdout with `--json`. A command that ends
 * with a result and a bad verdict sets `process.exitCode`; one that could not do its work throws.
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;

  #interrupts: Interrupts | undefined;

  abstract override run(): Promise<object>;

  /** From the first use on, the first Ctrl-C aborts `signal` and the second ends the process. */
  protected get interrupts(): Interrupts {
    this.#interrupts ??= watchInterrupts();
    return this.#interrupts;
  }

  protected override async catch(thrown: unknown): Promise<void> {
    // oclif would warn that the command did not parse, when it was the parsing that failed.
    this.parsed = true;
    const exitCode = requestedExit(thrown);
    if (exitCode !== undefined) {
      process.exitCode = exitCode;
      return;
    }
    const interrupted = this.#interrupts?.received;
    const cause = interrupted && isAbort(thrown) ? interrupted : thrown;
    const failure = toFailure(cause, this.id?.replaceAll(':', ' '));
    process.exitCode = failure.exitCode;
    writeFailure(failure);
    if (this.jsonEnabled()) this.logJson(failureDocument(failure));
  }

  protected override async finally(): Promise<void> {
    const interrupted = this.#interrupts?.received;
    if (interrupted) process.exitCode = interrupted.exitCode;
    this.#interrupts?.dispose();
  }

  protected override toSuccessJson(result: unknown): object {
    return {schemaVersion: 1, ...(result as object)};
  }

  /** oclif would colour it. */
  protected override logJson(document: unknown): void {
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  }
}

function isAbort(thrown: unknown): boolean {
  const name = thrown instanceof Error ? thrown.name : '';
  return name === 'AbortError' || name === 'Interrupted';
}
