import type {LinkModel} from '../model.js';

/** What a bench is asked for. */
export interface BenchOptions {
  packetsPerSecond: number;
  durationMs: number;
  delayMs: number;
  /** Probability, in the phase that measures loss. */
  loss: number;
  seed: number;
}

export type PhaseName = 'throughput' | 'precision' | 'loss' | 'queue';

/** One run of traffic over a link of a model. */
export interface Phase {
  name: PhaseName;
  model: LinkModel;
  packetsPerSecond: number;
  packets: number;
}

/** Load at which precision and loss are measured: one that leaves a processor mostly idle. */
const MODERATE_PACKETS_PER_SECOND = 10_000;

/** A bottleneck that carries a fifth of the moderate load, so that its queue is always full. */
const BOTTLENECK = {rateBps: 20e6, queueMsMax: 100};

/** The phases of a bench, in order. */
export function phasesOf(options: BenchOptions): Phase[] {
  const {packetsPerSecond, durationMs, delayMs, loss} = options;
  const phase = (name: PhaseName, model: LinkModel, load: number): Phase => ({
    name,
    model,
    packetsPerSecond: load,
    packets: Math.max(1, Math.round((load * durationMs) / 1000)),
  });
  const moderate = Math.min(packetsPerSecond, MODERATE_PACKETS_PER_SECOND);
  return [
    phase('throughput', {delayMs}, packetsPerSecond),
    phase('precision', {delayMs}, moderate),
    phase('loss', {delayMs, loss}, moderate),
    phase('queue', {delayMs, ...BOTTLENECK}, moderate),
  ];
}
