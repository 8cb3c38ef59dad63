import {execa} from 'execa';
import {applySteps} from '../apply.js';
import type {LabSpec} from '../lab.js';
import {inNamespace} from '../step.js';
import {layOut} from '../topology.js';
import {detourSteps} from './detour.js';
import {
  type Drop,
  type DropCount,
  dropRules,
  LIST_COUNTERS,
  noDropRules,
  parseDropCount,
  type Ways,
} from './drop-rules.js';

/** Faults of the paths between two sites of a running `netns` lab. */
export interface PathFaults {
  /** Resolves once the core loses these packets. In place of what it lost before. */
  drop(drop: Drop): Promise<void>;
  /** Of what is dropped now. Rejects when nothing is. */
  count(): Promise<DropCount>;
  /** Resolves once nothing is dropped any more. */
  restore(): Promise<void>;
}

/**
 * Leads the direct path between two sites over the link of a third, a site without hosts and NAT,
 * and returns what can be done to it. Rejects with `LAB_STEP_FAILED`.
 */
export async function openPathFaults(
  spec: LabSpec,
  {between, through}: {between: readonly [string, string]; through: string},
): Promise<PathFaults> {
  const topology = layOut(spec);
  const {core, services} = topology;
  const ways: Ways = {sites: between, through, services};
  const nft = (title: string, stdin: string) =>
    applySteps([{title, netns: core, argv: ['nft', '-f', '-'], stdin}]);
  await applySteps(detourSteps(topology, {between, through}));
  return {
    drop: (drop) => nft('fault', dropRules(drop, ways)),
    count: async () => {
      const [program = '', ...args] = inNamespace(core, LIST_COUNTERS);
      return parseDropCount((await execa(program, args)).stdout);
    },
    restore: () => nft('end of fault', noDropRules()),
  };
}
