import {monotonicMs} from '../../../agent/monotonic.js';
import type {Drop, DropCount} from '../../../lab/faults/drop-rules.js';
import type {PathFaults} from '../../../lab/faults/path-faults.js';
import type {LinkModel} from '../../../lab/links/model.js';
import {type BenchLab, RECEIVER_SITE, SENDER_SITE} from '../bench-lab.js';
import {background} from './background.js';
import {DIRECT_LINK} from './failover-lab.js';
import type {FaultName} from './fault-names.js';
import {rampSteps} from './ramp.js';

/** A fault that is there. */
export interface Committed {
  /** The network had it by then, on the clock of all processes. */
  committedAtMs: number;
  /** The commit is not longer ago than this before `committedAtMs`. */
  tookMs: number;
  undo(): Promise<Undone>;
}

export interface Undone {
  undoneAtMs: number;
  /** What the core lost and what went to the relay meanwhile; absent where no rule of it counts. */
  count?: DropCount;
}

export interface FaultPlace {
  bench: BenchLab;
  faults: PathFaults;
  rttMs: number;
  /** Down for so long, up for so long. */
  flapMs: number;
  /** Ends the bench. */
  signal: AbortSignal;
}

/** In two seconds, as a wireless link gets worse on the way out of a building. */
const RAMP = {overMs: 2000, everyMs: 100};
/** They break the objective: 30 % each way, RTT × 3. */
const RAMP_LOSS = 0.3;
const RAMP_RTT_FACTOR = 3;
/** They keep it: 3 % each way, RTT × 1.5. */
const MILD_LOSS = 0.03;
const MILD_RTT_FACTOR = 1.5;

const BOTH_WAYS: Drop = {
  kind: 'direct',
  ways: [
    [SENDER_SITE, RECEIVER_SITE],
    [RECEIVER_SITE, SENDER_SITE],
  ],
};
const ONE_WAY: Drop = {kind: 'direct', ways: [[SENDER_SITE, RECEIVER_SITE]]};

/** Makes the network have a fault, and resolves once it does. */
export function commitFault(fault: FaultName, place: FaultPlace): Promise<Committed> {
  switch (fault) {
    case 'blackhole':
      return dropping(place, BOTH_WAYS);
    case 'udp-blocked':
      return dropping(place, {kind: 'udp', site: SENDER_SITE});
    case 'asymmetric':
      return dropping(place, ONE_WAY);
    case 'flap':
      return flapping(place);
    case 'loss-ramp':
      return losing(place, RAMP_LOSS);
    case 'delay-ramp':
      return slowing(place, RAMP_RTT_FACTOR);
    case 'mild-loss':
      return losing(place, MILD_LOSS);
    case 'mild-delay':
      return slowing(place, MILD_RTT_FACTOR);
    case 'nat-rebind':
      return rebinding(place);
    case 'relay-killed':
      return killingRelay(place);
  }
}

/** For the whole of a cell that begins on a relay. */
export async function closeDirectPath({faults}: FaultPlace): Promise<void> {
  await faults.drop(BOTH_WAYS);
}

async function dropping({faults}: FaultPlace, drop: Drop): Promise<Committed> {
  const commit = await timed(() => faults.drop(drop));
  return {
    ...commit,
    undo: async () => {
      const count = await faults.count();
      await faults.restore();
      return {undoneAtMs: monotonicMs(), count};
    },
  };
}

async function flapping({faults, flapMs, signal}: FaultPlace): Promise<Committed> {
  const total = {dropped: 0, relayed: 0};
  const restore = async () => {
    const {dropped, relayed} = await faults.count();
    await faults.restore();
    total.dropped += dropped;
    total.relayed += relayed;
  };
  const commit = await timed(() => faults.drop(BOTH_WAYS));
  let isDown = true;
  const stop = background(signal, async (pause) => {
    for (;;) {
      if (!(await pause(flapMs))) return;
      if (isDown) await restore();
      else await faults.drop(BOTH_WAYS);
      isDown = !isDown;
    }
  });
  return {
    ...commit,
    undo: async () => {
      await stop();
      if (isDown) await restore();
      return {undoneAtMs: monotonicMs(), count: total};
    },
  };
}

/** Each way crosses the link once with this model; so it does with that of a delay. */
function losing(place: FaultPlace, lossMax: number): Promise<Committed> {
  return ramping(place, lossMax, (loss) => ({loss}));
}

function slowing(place: FaultPlace, rttFactor: number): Promise<Committed> {
  const extraMs = (place.rttMs * (rttFactor - 1)) / 2;
  return ramping(place, extraMs, (delayMs) => ({delayMs}));
}

/** From nothing to `to`; it stays there until it is undone. */
async function ramping(
  {bench, signal}: FaultPlace,
  to: number,
  model: (value: number) => LinkModel,
): Promise<Committed> {
  const set = (down: LinkModel) => bench.lab.impair(DIRECT_LINK, {down});
  const [first, ...rest] = rampSteps({from: 0, to, ...RAMP});
  const commit = await timed(() => set(model(first?.value ?? to)));
  const stop = background(signal, async (pause) => {
    for (const {atMs, value} of rest) {
      if (!(await pause(commit.committedAtMs + atMs - monotonicMs()))) return;
      await set(model(value));
    }
  });
  return {
    ...commit,
    undo: async () => {
      await stop();
      await set({});
      return {undoneAtMs: monotonicMs()};
    },
  };
}

/** A provider does not take it back, and there is nothing to wait for. */
async function rebinding({bench}: FaultPlace): Promise<Committed> {
  const commit = await timed(() => bench.lab.rebindNat(SENDER_SITE));
  return {...commit, undo: async () => ({undoneAtMs: monotonicMs()})};
}

async function killingRelay({bench: {lab}}: FaultPlace): Promise<Committed> {
  const commit = await timed(async () => lab.turnProcess?.kill());
  return {
    ...commit,
    undo: async () => {
      await lab.turnProcess?.start();
      return {undoneAtMs: monotonicMs()};
    },
  };
}

async function timed(
  act: () => Promise<void>,
): Promise<Pick<Committed, 'committedAtMs' | 'tookMs'>> {
  const beganAtMs = monotonicMs();
  await act();
  const committedAtMs = monotonicMs();
  return {committedAtMs, tookMs: committedAtMs - beganAtMs};
}
