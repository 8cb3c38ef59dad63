import type {Controller, ControllerMetrics} from '../../../src/core/congestion/controller.js';
import {Cubic} from '../../../src/core/congestion/cubic.js';
import {Glide} from '../../../src/core/congestion/glide.js';
import type {LinkModel, LinkModels} from '../../../src/lab/links/model.js';
import {Random} from '../../../src/lab/links/random.js';
import {createDumbbell, type Dumbbell} from '../../../src/sim/dumbbell.js';
import {Arrivals} from './arrivals.js';
import {BulkReceiver, BulkSender, MAX_MTU} from './bulk-flow.js';

export interface FlowPlan {
  algorithm: 'glide' | 'cubic';
  startMs?: number;
}

export interface FlowsOptions {
  seed: number;
  /** The shared link; the other way has its delay and loss, and no bound of rate. */
  up: LinkModel;
  down?: LinkModel;
  flows?: readonly FlowPlan[];
}

/** Flows that always have something to send, over one bottleneck. */
export class Flows {
  readonly #arrivals: Arrivals[];
  readonly #senders: BulkSender[];
  readonly #dumbbell: Dumbbell;

  constructor({seed, up, down, flows = [{algorithm: 'glide'}]}: FlowsOptions) {
    const bottleneck: LinkModels = {up, down: down ?? wayBack(up)};
    const initialRttMs = (up.delayMs ?? 0) + (bottleneck.down.delayMs ?? 0);
    const end = (isCaller: boolean, algorithm: FlowPlan['algorithm'], random: Random) => ({
      isCaller,
      controller: create(algorithm, initialRttMs, random),
      initialRttMs,
      random: () => random.next(),
    });
    this.#arrivals = flows.map(() => new Arrivals());
    this.#senders = flows.map(({algorithm, startMs = 0}, index) => {
      const random = new Random(seed, `flow ${index}`);
      return new BulkSender(end(true, algorithm, random), startMs);
    });
    const receivers = this.#arrivals.map((arrivals, index) => {
      const random = new Random(seed, `receiver ${index}`);
      return new BulkReceiver(end(false, 'glide', random), arrivals);
    });
    this.#dumbbell = createDumbbell({
      seed,
      bottleneck,
      flows: this.#senders.map((one, index) => ({one, two: receivers[index] as BulkReceiver})),
    });
  }

  drive(untilMs: number): void {
    this.#dumbbell.network.drive(untilMs);
  }

  /** What the sender of the first flow believes now. */
  metrics(): ControllerMetrics {
    return (this.#senders[0] as BulkSender).transport.path.controller.metrics();
  }

  /** Mbit/s of the first flow's messages. */
  goodputMbps(fromMs: number, toMs: number): number {
    return this.#first.goodputMbps(fromMs, toMs);
  }

  /** Mbit/s of the first flow's packets, whatever they carry. */
  throughputMbps(fromMs: number, toMs: number): number {
    return this.#first.throughputMbps(fromMs, toMs);
  }

  /** A quantile of the one-way times of the first flow's packets. */
  oneWayMs(share: number, fromMs: number, toMs: number): number {
    return this.#first.oneWayMs(share, fromMs, toMs);
  }

  /** Mbit/s of messages, flow by flow. */
  goodputsMbps(fromMs: number, toMs: number): number[] {
    return this.#arrivals.map((arrivals) => arrivals.goodputMbps(fromMs, toMs));
  }

  /** Packets the shared link dropped because its queue was full, and all offered to it. */
  get queueDrops(): {dropped: number; offered: number} {
    const {dropped, packets} = this.#dumbbell.up.counts;
    return {dropped: dropped.queue, offered: packets};
  }

  get #first(): Arrivals {
    return this.#arrivals[0] as Arrivals;
  }
}

function create(
  algorithm: FlowPlan['algorithm'],
  initialRttMs: number,
  random: Random,
): Controller {
  if (algorithm === 'cubic') return new Cubic({packetBytes: MAX_MTU, initialRttMs});
  return new Glide({packetBytes: MAX_MTU, initialRttMs, random: () => random.next()});
}

function wayBack({delayMs = 0, loss = 0}: LinkModel): LinkModel {
  return {delayMs, loss};
}
