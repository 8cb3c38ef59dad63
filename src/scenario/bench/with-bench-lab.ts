import {rm} from 'node:fs/promises';
import {createRunDirectory} from '../../lab/runtime-directory.js';
import {aborted} from '../mesh/cut.js';
import {serviceDied} from '../mesh/mesh-errors.js';
import {BenchLab, type BenchLabOptions} from './bench-lab.js';

export interface BenchSession extends Omit<BenchLabOptions, 'directory' | 'onFatal'> {
  /** Ends the bench. */
  signal: AbortSignal;
}

/**
 * A bench from nothing to nothing: lab, seed and workers up, `measure`, everything down. What failed,
 * or has a result that `isBad`, leaves its logs, and says where.
 *
 * @throws what `measure` throws, ClawError when the lab cannot start or a part of it dies, the
 * signal's reason when that aborts
 */
export async function withBenchLab<Result>(
  {signal, ...options}: BenchSession,
  measure: (bench: BenchLab) => Promise<Result>,
  isBad: (result: Result) => boolean = () => false,
): Promise<Result> {
  const directory = await createRunDirectory();
  let keep = false;
  try {
    const result = await session({...options, directory}, signal, measure);
    keep = isBad(result);
    return result;
  } catch (error) {
    keep = !signal.aborted;
    throw error;
  } finally {
    if (keep) process.stderr.write(`evidence: ${directory}\n`);
    else await rm(directory, {recursive: true, force: true});
  }
}

async function session<Result>(
  options: Omit<BenchLabOptions, 'onFatal'>,
  signal: AbortSignal,
  measure: (bench: BenchLab) => Promise<Result>,
): Promise<Result> {
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined);
  const bench = await BenchLab.open({...options, onFatal: fail});
  try {
    void aborted(signal).then(() => fail(signal.reason));
    void bench.lab.serviceDied.then(({service, reason}) => fail(serviceDied(service, reason)));
    const measured = measure(bench);
    // When something else ends the bench, what it was doing fails too.
    measured.catch(() => undefined);
    return await Promise.race([measured, failed]);
  } finally {
    options.onStep('down');
    await bench.down();
  }
}
