import {availableParallelism} from 'node:os';
import type {HostAccess, Lab} from '../lab.js';
import {sideBySide} from '../side-by-side.js';
import {type Certification, mismatches, type When} from './certification.js';
import {judge} from './judge.js';
import {TOO_BUSY} from './link-verdict.js';
import {look} from './look.js';
import {startReflector} from './reflector-process.js';
import {planSite} from './site-plan.js';

/** More would measure each other's need for the processor and for memory. */
const PROBES_AT_ONCE = 4 * availableParallelism();
/**
 * A mismatch, or what a busy machine hid, is looked at once more, with this many times the evidence:
 * only what stays counts.
 */
const SECOND_LOOK = 3;
/** Few, so that they do not make the machine busy themselves. */
const SECOND_LOOKS_AT_ONCE = 2;
/** A link that is changed while it is measured is measured again, this often at most. */
const CHANGED_MAX = 5;

/**
 * Probes the NAT and the link of every site that has a host, side by side, and holds what it finds
 * against what was asked for last: of links, against their models of that moment.
 *
 * Rejects with `PROBE_FAILED` (exit 5) when the probe itself did not work.
 */
export async function certify(lab: Lab, when: When): Promise<Certification> {
  const reflector = await startReflector(lab);
  const hosts = firstHosts(lab);
  const first = await sideBySide(hosts, PROBES_AT_ONCE, (access) =>
    lookUntilUnchanged(lab, access, {when, patience: 1}),
  );
  const doubtful = (index: number) => isDoubtful(first[index] ?? NOTHING);
  const again = hosts.filter((_, index) => doubtful(index));
  const second = await sideBySide(again, SECOND_LOOKS_AT_ONCE, (access) =>
    lookUntilUnchanged(lab, access, {when, patience: SECOND_LOOK}),
  );
  await reflector.stop();
  const found = first.map((each, index) => (doubtful(index) ? (second.shift() ?? each) : each));
  return {nats: found.flatMap(({nats}) => nats), links: found.flatMap(({links}) => links)};
}

const NOTHING: Certification = {nats: [], links: []};

function isDoubtful(found: Certification): boolean {
  return mismatches(found).length > 0 || found.links.some(({because}) => because === TOO_BUSY);
}

async function lookUntilUnchanged(
  lab: Lab,
  access: HostAccess,
  {when, patience}: {when: When; patience: number},
): Promise<Certification> {
  const {site} = access;
  for (let changed = 1; ; changed += 1) {
    const models = lab.links().get(site);
    const plan = planSite(lab, access);
    const report = await look(lab, access, {plan, patience});
    if (isSame(models, lab.links().get(site))) return judge(access, {plan, report, when});
    if (changed === CHANGED_MAX) {
      const because = 'its link kept being changed';
      const hidden = {...plan, natHidden: because, linkHidden: because};
      return judge(access, {plan: hidden, report: {}, when});
    }
  }
}

/** By value: a fabric may make the same models anew each time it is asked. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Hosts of a site share its NAT and its link. */
function firstHosts({access}: Lab): HostAccess[] {
  return access.filter(
    ({site}, index) => access.findIndex((other) => other.site === site) === index,
  );
}
