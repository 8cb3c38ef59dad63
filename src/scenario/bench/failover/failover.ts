import type {IceOptions} from '../../../agent/bench/protocol.js';
import type {BenchContext} from '../bench.js';
import type {Outcomes} from '../outcomes.js';
import {withBenchLab} from '../with-bench-lab.js';
import {FAILOVER_CARRIERS, type FailoverCarrier, type FailoverRun} from './carrier-cell.js';
import {DIRECT_SITE, iceOptions, openFaults, SITE_NAT} from './failover-lab.js';
import type {FailoverOptions} from './failover-options.js';
import {type FailoverCell, failoverCell} from './failover-result.js';
import {closeDirectPath, type FaultPlace} from './fault-actions.js';
import {beginsRelayed, type FaultName} from './fault-names.js';
import {FaultedPipe} from './faulted-pipe.js';

export interface FailoverResult {
  bench: 'failover';
  command: string;
  asked: FailoverOptions;
  cells: FailoverCell[];
}

/** What faults of a path do to traffic, on claw and on a plain WebRTC connection, in one lab. */
export async function benchFailover(
  asked: FailoverOptions,
  {commandLine, ...context}: BenchContext,
): Promise<FailoverResult> {
  const {rttMs, rateBps, seed, linkDriver} = asked;
  const path = {rttMs, rateBps, loss: 0};
  const lab = {senders: 1, receivers: 1, nat: SITE_NAT, moreSites: [DIRECT_SITE]};
  return withBenchLab({...context, path, seed, linkDriver, ...lab}, async (bench) => {
    const {flapMs} = asked;
    const {signal} = context;
    const place = {bench, faults: await openFaults(bench), rttMs, flapMs, signal};
    const ice = await iceOptions(bench.lab, asked.relays);
    const cells: FailoverCell[] = [];
    for (const fault of asked.faults) {
      cells.push(await measureCell(fault, {asked, place, ice, ...context}));
    }
    return {bench: 'failover', command: commandLine, asked, cells};
  });
}

interface CellContext extends Pick<BenchContext, 'signal' | 'onStep'> {
  asked: FailoverOptions;
  place: FaultPlace;
  ice: IceOptions;
}

async function measureCell(fault: FaultName, context: CellContext): Promise<FailoverCell> {
  const {asked, place} = context;
  const carriers = FAILOVER_CARRIERS.filter(
    (carrier) => carrier === 'claw' || asked.peers.includes(carrier),
  );
  const outcomes = new Map<FailoverCarrier, Outcomes<FailoverRun>>();
  if (beginsRelayed(fault)) await closeDirectPath(place);
  for (const carrier of carriers) {
    outcomes.set(carrier, await measureCarrier(fault, carrier, context));
  }
  if (beginsRelayed(fault)) await place.faults.restore();
  return failoverCell(fault, asked.rttMs, outcomes);
}

/** A new connection for each fault: one that failed lately is trusted less. One fault lost loses no other. */
async function measureCarrier(
  fault: FaultName,
  carrier: FailoverCarrier,
  {asked, place, ice, signal, onStep}: CellContext,
): Promise<Outcomes<FailoverRun>> {
  const outcomes: Outcomes<FailoverRun> = {runs: [], failures: []};
  for (let run = 0; run < asked.runs; run++) {
    signal.throwIfAborted();
    const say = (text: string) =>
      onStep(`${fault} ${run + 1} of ${asked.runs}, ${carrier}: ${text}`);
    let pipe: FaultedPipe | undefined;
    try {
      pipe = await FaultedPipe.open(carrier, {fault, asked, place, ice});
      const measured = await pipe.measure(say);
      outcomes.runs.push(measured);
      say(describe(measured));
    } catch (error) {
      outcomes.failures.push((error as Error).message);
      say((error as Error).message);
    }
    await pipe?.close();
  }
  return outcomes;
}

function describe({path, flows}: FailoverRun): string {
  const gapMs = Math.max(0, ...flows.map((flow) => flow.gapMs ?? 0));
  const switched =
    path.switchedMs === null ? 'no switch' : `switched ${path.switchedMs.toFixed(0)} ms`;
  return `longest gap ${gapMs.toFixed(0)} ms, ${switched}`;
}
