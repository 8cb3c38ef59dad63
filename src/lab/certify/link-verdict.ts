import {type LinkModel, QUEUE_MS_MAX_DEFAULT} from '../links/model.js';
import {binomialInterval} from '../probe/binomial.js';
import type {MeasuredDirection} from '../probe/train.js';
import type {LinkCertificate} from './certification.js';

/** A busy machine delivers late by about this; a delay off by less is not told from that. */
const DELAY_TOLERANCE_MS = 4;
const DELAY_TOLERANCE_SHARE = 0.1;
/** Packets cannot be early; clocks and rounding of timers are within this. */
const EARLY_MS = 0.5;
/** A loss of this much more or less is taken for the one asked for. */
const LOSS_TOLERANCE = 0.01;
/** A run has dozens of verdicts; at 99 % one in ten runs would be called invalid for nothing. */
const VERDICT_CONFIDENCE = 0.999_999;
/** Bytes of a probe packet on the wire: payload, UDP, IPv4, Ethernet. */
const PROBE_FRAME_BYTES = 29 + 42;

type Verdict = Omit<LinkCertificate, 'when' | 'link' | 'direction'>;

/** Impairments that come and go have no figure that one short train could be held against. */
export function isSteady(model: LinkModel): boolean {
  const {lossPackets, trace, blackouts, flap, timeline, faults} = model;
  const planned = [lossPackets, blackouts, timeline, faults];
  return !trace && !flap && planned.every((list) => list === undefined || list.length === 0);
}

/** One direction of a link against its model; nothing when the model is not steady. */
export function judgeDirection(model: LinkModel, measured: MeasuredDirection): Verdict[] {
  if (!isSteady(model)) return [];
  return [judgeDelay(model, measured), judgeJitter(model, measured), judgeLoss(model, measured)];
}

function judgeDelay(model: LinkModel, {delayMs}: MeasuredDirection): Verdict {
  const serialMs = model.rateBps === undefined ? 0 : (PROBE_FRAME_BYTES * 8000) / model.rateBps;
  const asked = (model.delayMs ?? 0) + serialMs;
  const reachMs = jitterReachMs(model);
  // Where order is kept, a packet cannot pass one that jitter holds back: then few are early.
  const low = asked - EARLY_MS - reachMs;
  const high = asked + reachMs + Math.max(DELAY_TOLERANCE_MS, asked * DELAY_TOLERANCE_SHARE);
  return within('delayMs', asked, delayMs, {low, high});
}

function judgeJitter(model: LinkModel, {jitterMs}: MeasuredDirection): Verdict {
  const asked = model.jitterMs ?? 0;
  // Less than a tenth is no jitter at all, even where keeping the order evens it out.
  const low = asked > DELAY_TOLERANCE_MS ? asked / 10 : 0;
  const high = jitterReachMs(model) + DELAY_TOLERANCE_MS;
  return within('jitterMs', asked, jitterMs, {low, high});
}

/** How far from its delay a packet is, but for one in ten. */
function jitterReachMs({jitterMs = 0, jitterDistribution = 'uniform'}: LinkModel): number {
  return jitterMs * {uniform: 1, normal: 1.3, pareto: 1.5}[jitterDistribution];
}

function judgeLoss(
  model: LinkModel,
  {lost, packets, loss, lossInterval}: MeasuredDirection,
): Verdict {
  const asked = expectedLoss(model);
  const weight = independentShare(model);
  const [trials, successes] = [Math.round(packets * weight), Math.round(lost * weight)];
  const strict = binomialInterval(Math.min(successes, trials), trials, VERDICT_CONFIDENCE);
  const tolerance = {
    low: Math.max(0, asked - LOSS_TOLERANCE),
    high: Math.min(1, asked + LOSS_TOLERANCE),
  };
  const ok = strict.low <= tolerance.high && strict.high >= tolerance.low;
  return {quantity: 'loss', asked, measured: loss, tolerance, interval: lossInterval, ok};
}

/** Share of packets that do not come through in the long run. */
function expectedLoss({loss = 0, lossBursts: bursts}: LinkModel): number {
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

function within(
  quantity: 'delayMs' | 'jitterMs',
  asked: number,
  measured: number | undefined,
  tolerance: {low: number; high: number},
): Verdict {
  const ok = measured !== undefined && measured >= tolerance.low && measured <= tolerance.high;
  return {quantity, asked, measured: measured ?? null, tolerance, ok};
}

/** Packets of a train and the time between two, so that it takes at most a quarter of the rate. */
export function trainFor(models: readonly LinkModel[]): {packets: number; intervalMs: number} {
  const slowest = Math.min(...models.map(({rateBps}) => rateBps ?? Number.POSITIVE_INFINITY));
  const intervalMs = Math.max(4, (4 * PROBE_FRAME_BYTES * 8000) / slowest);
  const packets = Math.max(20, Math.min(100, Math.floor(TRAIN_MS / intervalMs)));
  return {packets, intervalMs: Math.min(intervalMs, QUEUE_MS_MAX_DEFAULT)};
}

const TRAIN_MS = 400;
