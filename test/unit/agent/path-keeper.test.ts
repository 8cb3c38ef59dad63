import {expect, it, onTestFinished, vi} from 'vitest';
import type {Attempt} from '../../../src/agent/attempt.js';
import {Attempts} from '../../../src/agent/attempts.js';
import {PathKeeper, type PathKeeperOptions} from '../../../src/agent/path-keeper.js';
import type {PathQuality} from '../../../src/core/paths/quality.js';

const RELAYED = {kind: 'relay-tcp', role: 'caller', established: true, isStale: false} as const;

/** A keeper of `attempts`, of which `active` is in use, and what it had done. */
function keeperOf(attempts: readonly Partial<Attempt>[], active: string) {
  const known = new Attempts<Attempt>();
  for (const attempt of attempts) known.set(attempt.id as string, attempt as Attempt);
  const told: string[] = [];
  const options: Partial<PathKeeperOptions> = {
    attempts: known,
    standbys: ['relayed'],
    giveUpMs: 30_000,
    active: () => known.get(active),
    attempt: (wanted) => told.push(`attempt ${wanted}`),
    end: (ended) => {
      for (const {id} of ended) {
        known.delete(id);
        told.push(`end ${id}`);
      }
    },
    checkSeed: () => told.push('check seed'),
    isSeedConnected: () => true,
    permits: () => ({allowed: true}) as ReturnType<PathKeeperOptions['permits']>,
    pools: {
      hasRelay: true,
      relayTransports: new Set(['tcp']),
      renew: () => told.push('renew'),
    } as unknown as PathKeeperOptions['pools'],
  };
  const keeper = new PathKeeper(options as PathKeeperOptions);
  onTestFinished(() => keeper.stop());
  return {keeper, told};
}

const silentFor = (overdueMs: number) =>
  [{id: 1, isActive: true, isDoubtful: true, overdueMs}] as PathQuality[];

it('tries anew when every path is silent, though an attempt of before has not come about', async () => {
  const {keeper, told} = keeperOf(
    [
      {...RELAYED, id: 'used', path: 1},
      {...RELAYED, id: 'stuck', established: false},
    ],
    'used',
  );
  keeper.watch(silentFor(900));
  expect(told).toEqual(['check seed']);
  keeper.watch(silentFor(1100));
  await vi.waitFor(() =>
    expect(told).toEqual([
      ...['check seed', 'check seed', 'renew', 'end stuck'],
      ...['attempt direct', 'attempt relayed'],
    ]),
  );
});
