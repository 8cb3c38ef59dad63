import fc from 'fast-check';

/** Finding the smallest case that fails must not outlast the test, nor many runs be cut short. */
const CHECK_MS_MIN = 20_000;
const CHECK_MS_PER_RUN = 100;

/**
 * Checks a property over `runs` seeded inputs. A failure shows the smallest case found, and the
 * command that finds it again.
 *
 * @param name the start of the test's name, for that command
 */
export function check<T>(
  name: string,
  runs: number,
  input: fc.Arbitrary<T>,
  holds: (value: T) => void,
): void {
  const limitMs = Math.max(CHECK_MS_MIN, runs * CHECK_MS_PER_RUN);
  const seed = process.env['CLAW_SIM_SEED'];
  const details = fc.check(fc.property(input, holds), {
    numRuns: runs,
    interruptAfterTimeLimit: limitMs,
    ...(seed === undefined ? {} : {seed: Number(seed)}),
  });
  if (details.interrupted && !details.failed) {
    throw new Error(`only ${details.numRuns} of ${runs} runs within ${limitMs / 1000} s`);
  }
  if (!details.failed) return;
  throw new Error(
    [
      `fails after ${details.numRuns} runs, shrunk ${details.numShrinks} times`,
      `case: ${fc.stringify(details.counterexample)}`,
      `replay: CLAW_SIM_SEED=${details.seed} npm run test:sim -- -t '${name}'`,
    ].join('\n'),
    {cause: details.errorInstance},
  );
}
