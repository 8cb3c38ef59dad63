import type {LinkModel} from '../links/model.js';
import {binomialInterval} from '../probe/binomial.js';
import type {MeasuredDirection} from '../probe/train.js';
import type {LinkCertificate} from './certification.js';
import {PROBE_FRAME_BYTES} from './train-plan.js';

/** A machine that is busy throughout a train delivers even its luckiest packet late by about this. */
const LATE_MS = 4;
const LATE_SHARE = 0.1;
/** Packets cannot be early; clocks and rounding of timers are within this. */
const EARLY_MS = 0.5;
/** What a busy machine may add to the spread of a train, which has no luckiest packet. */
const SPREAD_MS = 10;
/** The least spread by which jitter is told from none, as a share of it and at most. */
const SPREAD_LEAST = {share: 0.1, ms: 4};
/** A loss of this much more or less is taken for the one asked for. */
const LOSS_TOLERANCE = 0.01;
/** A run has dozens of verdicts; at 99 % one in ten runs would be called invalid for nothing. */
const VERDICT_CONFIDENCE = 0.999_999;
/** The furthest a packet is from its delay, in spreads (see `JitterDistribution`). */
const REACH = {
  uniform: {below: 1, above: 1},
  normal: {below: 4, above: 4},
  pareto: {below: 0.67, above: 4},
} as const;

/** Why something is not judged that another look, on a calmer machine, may still tell. */
export const TOO_BUSY = 'the machine was too busy to tell';

export type Judgement = Omit<LinkCertificate, 'when' | 'link' | 'direction'>;

/** Impairments that come and go have no figure that one short train could be held against. */
export function isSteady(model: LinkModel): boolean {
  const {lossPackets, trace, blackouts, flap, timeline, faults, corrupt, duplicate} = model;
  const planned = [lossPackets, blackouts, timeline, faults];
  return (
    !trace &&
    !flap &&
    !corrupt &&
    !duplicate &&
    planned.every((list) => list === undefined || list.length === 0)
  );
}

/** One direction of a link against its model. `delayOnly`: of a train over TCP. */
export function judgeDirection(
  model: LinkModel,
  measured: MeasuredDirection,
  {delayOnly = false} = {},
): Judgement[] {
  const delay = judgeDelay(model, measured);
  return delayOnly ? [delay] : [delay, judgeJitter(model, measured), judgeLoss(model, measured)];
}

function judgeDelay(model: LinkModel, measured: MeasuredDirection): Judgement {
  const {delayMs} = measured;
  const serialMs = model.rateBps === undefined ? 0 : (PROBE_FRAME_BYTES * 8000) / model.rateBps;
  const asked = (model.delayMs ?? 0) + serialMs;
  const {below, above} = reachMs(model);
  const low = Math.max(0, asked - EARLY_MS - below);
  const high = asked + above + Math.max(LATE_MS, asked * LATE_SHARE);
  return within({quantity: 'delayMs', asked, tolerance: {low, high}}, delayMs, measured);
}

/** docs/certification.md says where the bounds are from. */
function judgeJitter(model: LinkModel, measured: MeasuredDirection): Judgement {
  const {jitterMs} = measured;
  const {jitterMs: asked = 0, jitterCorrelation = 0} = model;
  const {below, above} = reachMs(model);
  const least = Math.min(asked * SPREAD_LEAST.share, SPREAD_LEAST.ms);
  // Successive packets that share their jitter may show none in a whole train.
  const low = asked > LATE_MS && jitterCorrelation === 0 ? least : 0;
  const high = below + above + SPREAD_MS;
  const judged = within({quantity: 'jitterMs', asked, tolerance: {low, high}}, jitterMs, measured);
  if (jitterMs === undefined || jitterMs <= high) return judged;
  // Jitter goes both ways: more of it than asked for shows in packets that are too early as well.
  return {...judged, verdict: 'not-judged', because: TOO_BUSY};
}

function reachMs({jitterMs = 0, jitterDistribution = 'uniform'}: LinkModel) {
  const {below, above} = REACH[jitterDistribution];
  return {below: jitterMs * below, above: jitterMs * above};
}

function judgeLoss(
  model: LinkModel,
  {lost, packets, loss, lossInterval}: MeasuredDirection,
): Judgement {
  const asked = expectedLoss(model);
  const tolerance = {
    low: Math.max(0, asked - LOSS_TOLERANCE),
    high: Math.min(1, asked + LOSS_TOLERANCE),
  };
  if (packets === 0) return unmeasured({quantity: 'loss', asked, tolerance}, NOTHING_CAME);
  const weight = independentShare(model);
  const [trials, successes] = [Math.round(packets * weight), Math.round(lost * weight)];
  const strict = binomialInterval(Math.min(successes, trials), trials, VERDICT_CONFIDENCE);
  const ok = strict.low <= tolerance.high && strict.high >= tolerance.low;
  const verdict = ok ? 'as-asked' : 'mismatch';
  return {quantity: 'loss', asked, measured: loss, tolerance, interval: lossInterval, verdict};
}

/** Share of packets that do not come through in the long run. */
export function expectedLoss({loss = 0, lossBursts: bursts}: LinkModel): number {
  if (!bursts) return loss;
  const inside = bursts.enter / (bursts.enter + bursts.leave);
  const burstLoss = inside * bursts.lossInside + (1 - inside) * bursts.lossOutside;
  return 1 - (1 - loss) * (1 - burstLoss);
}

/**
 * Losses that come in bursts tell less than independent ones: a train counts as this share of it.
 * Successive states of the two-state chain correlate by 1 - enter - leave.
 */
function independentShare({lossBursts: bursts}: LinkModel): number {
  if (!bursts) return 1;
  const correlation = Math.max(0, 1 - bursts.enter - bursts.leave);
  return (1 - correlation) / (1 + correlation);
}

/** Packets that came through without a time came while the process waited for a processor. */
function within(
  asked: Pick<Judgement, 'quantity' | 'asked' | 'tolerance'>,
  value: number | undefined,
  {packets, lost}: MeasuredDirection,
): Judgement {
  if (value === undefined) return unmeasured(asked, lost < packets ? TOO_BUSY : NOTHING_CAME);
  const {low, high} = asked.tolerance;
  const ok = value >= low && value <= high;
  return {...asked, measured: value, verdict: ok ? 'as-asked' : 'mismatch'};
}

/** That nothing came through is for the verdict on loss to judge. */
const NOTHING_CAME = 'nothing came through that could be measured';

function unmeasured(
  asked: Pick<Judgement, 'quantity' | 'asked' | 'tolerance'>,
  because: string,
): Judgement {
  return {...asked, measured: null, verdict: 'not-judged', because};
}
