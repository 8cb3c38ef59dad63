import {type Target, target} from '../target.js';
import type {CarrierCell, FailoverRun, TrafficRow} from './carrier-cell.js';
import {type FaultName, isMild, isRamp} from './fault-names.js';

const GAP_MS_MAX = 250;
const GAP_RTTS_MAX = 3;
const RESUMED_MS_MAX = 350;
const FAIL_BACK_MS_MAX = 5000;
const LEFT_IN_TIME_PCT_MIN = 80;
const MOVED_WITHOUT_NEED_PCT_MAX = 5;
const MOVES_A_MINUTE_MAX = 1;
const MINUTE_MS = 60_000;
const MESSAGES_KEPT = 'reliable-ordered';

/** What is hoped for of claw after a fault: its own targets, and that nothing breaks. */
export function failoverTargets(fault: FaultName, rttMs: number, claw: CarrierCell): Target[] {
  const rows = claw.rows.filter(({traffic}) => traffic.startsWith(MESSAGES_KEPT));
  const kept = rows.map((row) => {
    const figure = row.lost + row.duplicated + row.reordered;
    const name = `${fault}: ${row.traffic} broken`;
    return target({name, unit: 'count', figure, atMost: 0});
  });
  return [...gapTargets(fault, rttMs, rows), ...pathTargets(fault, claw), ...kept];
}

function gapTargets(fault: FaultName, rttMs: number, rows: readonly TrafficRow[]): Target[] {
  const atMost = gapMsMax(fault, rttMs);
  if (atMost === undefined) return [];
  return rows.map(({traffic, gapMs}) => {
    const name = `${fault}: ${traffic} gap p99`;
    return target({name, unit: 'ms', figure: gapMs?.p99 ?? null, atMost});
  });
}

function gapMsMax(fault: FaultName, rttMs: number): number | undefined {
  if (fault === 'blackhole') return Math.max(GAP_MS_MAX, GAP_RTTS_MAX * rttMs);
  return fault === 'udp-blocked' ? RESUMED_MS_MAX : undefined;
}

function pathTargets(fault: FaultName, claw: CarrierCell): Target[] {
  const {runs, leftInTime, failBackMs} = claw;
  if (fault === 'udp-blocked') {
    const name = `${fault}: fail-back, slowest`;
    return [target({name, unit: 'ms', figure: failBackMs?.max ?? null, atMost: FAIL_BACK_MS_MAX})];
  }
  if (isRamp(fault)) {
    const name = `${fault}: left before the objective broke`;
    const figure = percentOf(leftInTime, runs);
    return [target({name, unit: '%', figure, atLeast: LEFT_IN_TIME_PCT_MIN})];
  }
  if (isMild(fault)) {
    const name = `${fault}: moved without need`;
    const moved = runs.filter(({path}) => path.movesDuring.some((moves) => moves > 0));
    const figure = percentOf(moved.length, runs);
    return [target({name, unit: '%', figure, atMost: MOVED_WITHOUT_NEED_PCT_MAX})];
  }
  if (fault === 'flap') {
    const name = `${fault}: moves a minute`;
    const figure = runs.length > 0 ? Math.max(...runs.map(movesAMinute)) : null;
    return [target({name, unit: 'count', figure, atMost: MOVES_A_MINUTE_MAX})];
  }
  return [];
}

/** Of the end that moved more often; a fault of less than a minute counts as one. */
function movesAMinute({faultMs, path}: FailoverRun): number {
  return Math.max(0, ...path.movesDuring) / Math.max(1, faultMs / MINUTE_MS);
}

function percentOf(count: number, runs: readonly FailoverRun[]): number | null {
  return runs.length > 0 ? (100 * count) / runs.length : null;
}
