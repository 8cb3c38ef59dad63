import type {Outcomes} from '../outcomes.js';
import type {Target} from '../target.js';
import {
  type CarrierCell,
  carrierCell,
  type FailoverCarrier,
  type FailoverRun,
} from './carrier-cell.js';
import {failoverTargets} from './failover-targets.js';
import type {FaultName} from './fault-names.js';

export interface FailoverCell {
  fault: FaultName;
  carriers: CarrierCell[];
  targets: Target[];
}

/** What the faults of one kind did to each carrier. */
export function failoverCell(
  fault: FaultName,
  rttMs: number,
  outcomes: ReadonlyMap<FailoverCarrier, Outcomes<FailoverRun>>,
): FailoverCell {
  const carriers = [...outcomes].map(([carrier, outcome]) => carrierCell(carrier, outcome));
  const claw = carriers.find(({carrier}) => carrier === 'claw');
  return {fault, carriers, targets: claw ? failoverTargets(fault, rttMs, claw) : []};
}
