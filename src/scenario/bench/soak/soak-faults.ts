import type {SiteDrop} from '../../../lab/faults/site-drop-rules.js';
import type {ActiveDrop, SiteFaults} from '../../../lab/faults/site-faults.js';
import type {Lab} from '../../../lab/lab.js';
import type {LinkModel} from '../../../lab/links/model.js';
import {background} from '../failover/background.js';
import {rampSteps} from '../failover/ramp.js';
import {siteOf, soakLink} from './soak-lab.js';
import type {ScheduledFault} from './soak-schedule.js';

export interface SoakPlace {
  lab: Lab;
  faults: SiteFaults;
  agents: readonly string[];
  rttMs: number;
  /** Ends the soak. */
  signal: AbortSignal;
}

/** Ends a fault; resolves with the packets the core lost meanwhile, null where no rule counts. */
export type Undo = () => Promise<number | null>;

/** A flapping path is away for so long, and there for so long. */
const FLAP_MS = 250;
const STEP_MS = 100;
const LOSS_MAX = 0.3;
/** RTT × 3. */
const RTT_FACTOR = 3;

/** Has the network have a fault, and resolves once it does. Ramps grow for as long as it is there. */
export async function commitSoakFault(
  {fault, target, holdMs}: ScheduledFault,
  place: SoakPlace,
): Promise<Undo> {
  const {lab} = place;
  switch (fault) {
    case 'blackhole':
      return dropping(place, directDrop(target, place, 'both'));
    case 'asymmetric':
      return dropping(place, directDrop(target, place, 'out'));
    case 'udp-blocked':
      return dropping(place, {kind: 'udp', site: siteOf(target)});
    case 'flap':
      return flapping(place, directDrop(target, place, 'both'));
    case 'loss-ramp':
      return ramping(place, {target, holdMs, to: LOSS_MAX}, (loss) => ({loss}));
    case 'delay-ramp':
      return ramping(place, {target, holdMs, to: extraDelayMs(place)}, (extraMs) => {
        return {delayMs: ownDelayMs(place) + extraMs};
      });
    case 'nat-rebind':
      await lab.rebindNat(siteOf(target));
      // A provider does not take it back.
      return async () => null;
    case 'relay-killed':
      await lab.turnProcess?.kill();
      return async () => {
        await lab.turnProcess?.start();
        return null;
      };
  }
}

function directDrop(target: string, {agents}: SoakPlace, ways: 'both' | 'out'): SiteDrop {
  const others = agents.filter((agent) => agent !== target).map(siteOf);
  return {kind: 'direct', site: siteOf(target), others, ways};
}

async function dropping({faults}: SoakPlace, drop: SiteDrop): Promise<Undo> {
  const active = await faults.drop(drop);
  return () => active.restore();
}

async function flapping({faults, signal}: SoakPlace, drop: SiteDrop): Promise<Undo> {
  let total = 0;
  let active: ActiveDrop | undefined = await faults.drop(drop);
  const restore = async () => {
    total += (await active?.restore()) ?? 0;
    active = undefined;
  };
  const stop = background(signal, async (pause) => {
    while (await pause(FLAP_MS)) {
      if (active) await restore();
      else active = await faults.drop(drop);
    }
  });
  return async () => {
    await stop();
    await restore();
    return total;
  };
}

/** The whole link of a site gets worse, both ways; what goes to the relay crosses it too. */
async function ramping(
  {lab, rttMs, signal}: SoakPlace,
  {target, holdMs, to}: {target: string; holdMs: number; to: number},
  worse: (value: number) => LinkModel,
): Promise<Undo> {
  const {up, down} = soakLink(rttMs);
  const set = (change: LinkModel) =>
    lab.impair(siteOf(target), {up: {...up, ...change}, down: {...down, ...change}});
  const steps = rampSteps({from: 0, to, overMs: holdMs, everyMs: STEP_MS});
  const stop = background(signal, async (pause) => {
    for (const {value} of steps) {
      await set(worse(value));
      if (!(await pause(STEP_MS))) return;
    }
  });
  return async () => {
    await stop();
    await set({});
    return null;
  };
}

function ownDelayMs({rttMs}: SoakPlace): number {
  return soakLink(rttMs).up.delayMs ?? 0;
}

/** Each way crosses the link once. */
function extraDelayMs({rttMs}: SoakPlace): number {
  return (rttMs * (RTT_FACTOR - 1)) / 2;
}
