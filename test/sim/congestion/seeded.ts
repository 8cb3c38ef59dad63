import {it} from 'vitest';

const SEED_DEFAULT = 1;
const TEST_MS_MAX = 60_000;

/**
 * A test of one behaviour with one seed: that of the environment, if it names one. A failure prints the
 * command that replays it.
 */
export function seeded(name: string, holds: (seed: number) => void): void {
  const seed = Number(process.env['CLAW_SIM_SEED'] ?? SEED_DEFAULT);
  it(
    name,
    () => {
      try {
        holds(seed);
      } catch (cause) {
        const replay = `replay: CLAW_SIM_SEED=${seed} npm run test:sim -- -t '${name}'`;
        throw new Error(`${(cause as Error).message}\n${replay}`, {cause});
      }
    },
    TEST_MS_MAX,
  );
}
