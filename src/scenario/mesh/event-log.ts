import {createWriteStream, type WriteStream} from 'node:fs';
import {join} from 'node:path';
import {finished} from 'node:stream/promises';
import {ClawError, ExitCode, systemReason} from '../../errors.js';

/** What happened in a run, one JSON document a line. */
export class EventLog {
  readonly #stream: WriteStream;
  /** Resolves once all is written; never rejects, so that nobody has to wait for it. */
  readonly #written: Promise<ClawError | undefined>;

  /**
   * @param directory gets a file `events.ndjson`
   * @param onFailed called at once, with an `EVENT_LOG` error, when the file cannot be written; what
   *   comes after is dropped
   */
  constructor(directory: string, onFailed: (error: ClawError) => void) {
    const file = join(directory, 'events.ndjson');
    this.#stream = createWriteStream(file, {mode: 0o600});
    this.#written = finished(this.#stream).then(
      () => undefined,
      (cause: Error) => {
        const error = notWritten(file, cause);
        onFailed(error);
        return error;
      },
    );
  }

  write(event: object): void {
    if (!this.#stream.destroyed) this.#stream.write(`${JSON.stringify(event)}\n`);
  }

  /** Resolves when the file is complete, or with why it is not. */
  end(): Promise<ClawError | undefined> {
    if (!this.#stream.destroyed) this.#stream.end();
    return this.#written;
  }
}

function notWritten(file: string, cause: Error): ClawError {
  return new ClawError(`cannot write the event log ${file}: ${systemReason(cause)}`, {
    code: 'EVENT_LOG',
    hint: 'Make room there, or set CLAW_RUNTIME_DIR to a directory that has some.',
    exitCode: ExitCode.unsupported,
    cause,
  });
}
