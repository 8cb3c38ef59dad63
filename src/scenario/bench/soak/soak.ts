import type {BenchContext} from '../bench.js';
import {withBenchLab} from '../with-bench-lab.js';
import {LIFETIME_TOLERANCE_MS} from './mode-rows.js';
import {runSoak} from './run-soak.js';
import {agentNames, soakSites} from './soak-lab.js';
import type {SoakOptions} from './soak-options.js';
import {type SoakFigures, type SoakResult, soakTargets} from './soak-result.js';

/** Random faults, one after the other, under agents that never stop talking, in one lab. */
export async function benchSoak(
  asked: SoakOptions,
  {commandLine, ...context}: BenchContext,
): Promise<SoakResult> {
  const {rttMs, seed, linkDriver} = asked;
  const {signal} = context;
  const agents = agentNames(asked.agents);
  const sites = soakSites(agents, rttMs);
  const session = {...context, path: {rttMs, loss: 0}, sites, seed, linkDriver};
  const replay = replayOf(commandLine, seed);
  const judged = (figures: SoakFigures): SoakResult => {
    const targets = soakTargets(figures);
    return {
      ...{bench: 'soak', command: commandLine, replay, asked, ...figures},
      ...{lifetimeToleranceMs: LIFETIME_TOLERANCE_MS, targets},
      isPassed: targets.every(({isMet}) => isMet),
    };
  };
  let isGood = false;
  try {
    const result = await withBenchLab(
      session,
      async (bench) => judged(await runSoak(asked, {...context, agents, bench})),
      ({isPassed}) => !isPassed,
    );
    isGood = result.isPassed;
    return result;
  } finally {
    if (!isGood && !signal.aborted) process.stderr.write(`seed ${seed}, again: ${replay}\n`);
  }
}

function replayOf(commandLine: string, seed: number): string {
  return / --seed[ =]/.test(commandLine) ? commandLine : `${commandLine} --seed ${seed}`;
}
