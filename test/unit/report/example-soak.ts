import {
  type AgentFigures,
  type SoakFigures,
  type SoakResult,
  soakTargets,
} from '../../../src/scenario/bench/soak/soak-result.js';

export const MIB = 2 ** 20;
const usage = (rssMib: number) => ({
  ...{atMs: 1000, rssBytes: rssMib * MIB, heapBytes: 20 * MIB},
  ...{openFiles: 40, peers: 9, channels: 20},
});
/** An agent that nothing came of, and what is said otherwise. */
export const agent = (name: string, about: Partial<AgentFigures>): AgentFigures => ({
  ...{agent: name, peers: 9, peersMax: 9, peersLeft: 0, channelsLeft: 0},
  ...{openFilesBefore: 28, openFilesLeft: 28},
  ...{rssGrowthBytes: 4.25 * MIB, heapGrowthBytes: 1.5 * MIB, usage: [usage(90), usage(98)]},
  ...about,
});
const fault = (name: 'blackhole' | 'nat-rebind', dropped: number | null) => ({
  ...{fault: name, target: 'a1', atMs: 2000, holdMs: 1000},
  ...{committedAtMs: 2010, undoneAtMs: 3020, dropped},
});
export const row = (
  about: Partial<SoakFigures['modes'][number]>,
): SoakFigures['modes'][number] => ({
  ...{mode: 'ordered reliable' as const, flows: 6, sent: 36_000, delivered: 36_000, gapMs: 312.2},
  ...{latencyMs: {count: 1, min: 25, p50: 26.1, p90: 27, p99: 81.4, max: 801}, late: 0, broken: 0},
  ...about,
});
export const flow = {
  from: 'a2',
  to: 'a1',
  mode: 'ordered reliable' as const,
  sent: 6000,
  delivered: 5990,
};

/** A soak that nothing came of, and what is said otherwise. */
export function resultOf(figures: Partial<SoakFigures>): SoakResult {
  const all: SoakFigures = {
    ...{startedAtMs: 1e6, moves: 40, lost: [], flows: []},
    faults: [fault('nat-rebind', null), fault('blackhole', 100), fault('blackhole', 42)],
    modes: [row({}), row({mode: 'unordered retransmits', delivered: 35_100})],
    proofs: [{from: 'a1', to: 'a2', path: 'direct', back: 'direct', isProven: true}],
    agents: [agent('a1', {}), agent('a2', {})],
    ...figures,
  };
  const targets = soakTargets(all);
  return {
    ...{bench: 'soak' as const, command: 'claw bench soak', replay: 'claw bench soak --seed 7'},
    asked: {
      ...{agents: 6, faults: 3, durationMs: 60_000, rttMs: 50, relays: ['udp' as const]},
      ...{runs: 1, seed: 7, linkDriver: 'userspace' as const},
    },
    ...{...all, lifetimeToleranceMs: 5, targets, isPassed: targets.every(({isMet}) => isMet)},
  };
}
