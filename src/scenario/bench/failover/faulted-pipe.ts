import {setTimeout as delay} from 'node:timers/promises';
import type {IceOptions} from '../../../agent/bench/protocol.js';
import type {BenchPipe, FlowPlan, FlowResult} from '../bench-pipe.js';
import {carrierFacts} from '../carriers.js';
import {eventsSince, isKept, missingStretches} from './broken-promise.js';
import type {FailoverCarrier, FailoverRun, FlowFigures} from './carrier-cell.js';
import type {FailoverOptions} from './failover-options.js';
import {commitFault, type FaultPlace} from './fault-actions.js';
import {beginsRelayed, type FaultName} from './fault-names.js';
import {delivery, type FaultTimes, interruption} from './interruption.js';
import {breachMs, OBJECTIVE_RTTS} from './objective.js';
import {pathFigures} from './path-log.js';
import {recoveredRate} from './recovered-rate.js';
import {notSettled, settles} from './settle.js';
import {type Traffic, trafficFlow} from './traffic.js';

/** Traffic before the fault: bulk finds its rate. */
const LEAD_MS = 2000;
/** Traffic after it, in which a connection goes back to the path it had. */
const AFTER_MS = 6000;
/** What is missing when the last message was sent has this long. */
const SETTLE_MS = 3000;
const SETTLED_MS_MAX = 30_000;
/** What agents have if they are told nothing else. */
const AGENT_LOSS_MAX = 0.15;

export interface FaultedPipeOptions {
  fault: FaultName;
  asked: FailoverOptions;
  place: FaultPlace;
  ice: IceOptions;
}

interface Planned {
  traffic: Traffic;
  plan: FlowPlan;
}

/** A pipe, settled, to which a fault can happen. */
export class FaultedPipe {
  readonly #carrier: FailoverCarrier;
  readonly #options: FaultedPipeOptions;
  readonly #pipe: BenchPipe;
  #flows = 0;

  private constructor(carrier: FailoverCarrier, options: FaultedPipeOptions, pipe: BenchPipe) {
    this.#carrier = carrier;
    this.#options = options;
    this.#pipe = pipe;
  }

  /** Rejects with `BENCH_PIPE` or `BENCH_PATH`. */
  static async open(carrier: FailoverCarrier, options: FaultedPipeOptions): Promise<FaultedPipe> {
    const {place, ice, fault, asked} = options;
    const pipe = await place.bench.openPipe(carrierFacts(carrier).kind, {
      ice,
      objective: {rttMsMax: 2 * OBJECTIVE_RTTS * asked.rttMs, lossMax: AGENT_LOSS_MAX},
    });
    const faulted = new FaultedPipe(carrier, options, pipe);
    if (await faulted.#settles()) return faulted;
    await pipe.close();
    throw notSettled(beginsRelayed(fault), SETTLED_MS_MAX);
  }

  /** One fault in the middle of traffic. */
  async measure(say: (text: string) => void): Promise<FailoverRun> {
    const {fault, asked, place} = this.#options;
    const {signal} = place;
    const planned = this.#plan();
    const running = this.#pipe.run(planned.map(({plan}) => plan));
    // It is awaited below, unless the fault cannot be committed.
    running.catch(() => undefined);
    await delay(LEAD_MS, undefined, {signal});
    const {committedAtMs, tookMs, undo} = await commitFault(fault, place);
    say('committed');
    await delay(asked.holdMs, undefined, {signal});
    const {undoneAtMs, count} = await undo();
    const results = await running;
    await this.#settles();
    const times = {beganAtMs: committedAtMs - tookMs, committedAtMs, undoneAtMs};
    const reports = await this.#pipe.paths();
    const isBroken = planned.some(({traffic}, index) => {
      const result = results[index];
      return result && !isKept(traffic.mode, delivery(result));
    });
    return {
      commitTookMs: tookMs,
      faultMs: undoneAtMs - committedAtMs,
      dropped: count?.dropped ?? null,
      relayed: count?.relayed ?? null,
      path: pathFigures(reports, times),
      flows: planned.flatMap((one, index) => {
        const result = results[index];
        return result ? [this.#figures(one, result, times)] : [];
      }),
      ...(isBroken ? {events: eventsSince(reports, committedAtMs)} : {}),
    };
  }

  async close(): Promise<void> {
    await this.#pipe.close();
  }

  /** Messages go both ways, bulk goes forward. */
  #plan(): Planned[] {
    const {asked} = this.#options;
    const durationMs = LEAD_MS + asked.holdMs + AFTER_MS;
    const bulkBytes = carrierFacts(this.#carrier).messageBytes;
    return asked.traffic.flatMap((traffic) => {
      const directions = traffic.isBulk ? [false] : [false, true];
      return directions.map((isBack): Planned => {
        this.#flows += 1;
        const about = {id: this.#flows, pace: asked.pace, bulkBytes, durationMs};
        const plan = {flow: trafficFlow(traffic, about), settleMs: SETTLE_MS, isBack};
        return {traffic, plan: {...plan, keepArrivals: !traffic.isBulk}};
      });
    });
  }

  #figures({traffic, plan}: Planned, result: FlowResult, times: FaultTimes): FlowFigures {
    const {asked} = this.#options;
    const {everyMs} = asked.pace;
    const named = {
      traffic: traffic.name,
      direction: plan.isBack ? ('back' as const) : ('forward' as const),
      ...delivery(result),
    };
    const {committedAtMs} = times;
    if (traffic.isBulk) {
      const {endedAtMs} = result.sent;
      const rate = recoveredRate(result.received, {committedAtMs, endedAtMs});
      return {...named, ...(rate ? {rate} : {})};
    }
    const latencyMs = OBJECTIVE_RTTS * asked.rttMs;
    const missing = missingStretches(result, committedAtMs, everyMs);
    return {
      ...named,
      ...(isKept(traffic.mode, named) ? {} : {missing}),
      ...interruption(result, times, everyMs),
      breachMs: breachMs(result, latencyMs, {sinceMs: committedAtMs, everyMs}),
    };
  }

  #settles(): Promise<boolean> {
    const relayed = beginsRelayed(this.#options.fault);
    return settles(this.#pipe, {relayed, limitMs: SETTLED_MS_MAX});
  }
}
