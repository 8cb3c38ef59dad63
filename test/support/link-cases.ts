import type {LinkModel} from '../../src/lab/links/model.js';

/** What every driver must do alike: a train of packets over one direction of this model. */
export interface LinkCase {
  name: string;
  model: LinkModel;
  packets: number;
  perMs: number;
  payloadBytes: number;
}

/** Of a frame of 1514 bytes: netem counts its queue in those. */
const FULL_PAYLOAD_BYTES = 1472;

export const LINK_CASES: readonly LinkCase[] = [
  {
    name: 'delay with normal jitter, in order',
    model: {delayMs: 60, jitterMs: 12, jitterDistribution: 'normal'},
    packets: 1500,
    perMs: 0.5,
    payloadBytes: 100,
  },
  {
    name: 'normal jitter that reorders',
    model: {delayMs: 60, jitterMs: 12, jitterDistribution: 'normal', reorder: true},
    packets: 1500,
    perMs: 0.5,
    payloadBytes: 100,
  },
  {
    name: 'independent loss',
    model: {delayMs: 10, loss: 0.1},
    packets: 3000,
    perMs: 1,
    payloadBytes: 100,
  },
  {
    name: 'loss in bursts (Gilbert-Elliott)',
    model: {delayMs: 10, lossBursts: {enter: 0.05, leave: 0.3, lossInside: 0.9, lossOutside: 0.01}},
    packets: 4000,
    perMs: 1,
    payloadBytes: 100,
  },
  {
    name: 'duplication',
    model: {delayMs: 10, duplicate: 0.15},
    packets: 2500,
    perMs: 1,
    payloadBytes: 100,
  },
  {
    name: 'a bottleneck with a queue',
    model: {delayMs: 20, rateBps: 3e6, queueMsMax: 100},
    packets: 1500,
    perMs: 0.5,
    payloadBytes: FULL_PAYLOAD_BYTES,
  },
];

/** No packet is held longer than this by any of the models above. */
export const HELD_MS_MAX = 250;
