import type {Fabric, HostAccess, Lab, LinkDriver, TurnKind} from '../../lab/lab.js';
import {SERVICES} from '../../lab/names.js';
import {layOut} from '../../lab/topology.js';
import {type LinkReport, linkReports} from '../link-report.js';

/** A lab that is up, as `claw lab status --json` shows it. */
export interface LabStatus {
  /** Process that owns the lab. */
  pid: number;
  topology: string;
  seed: number;
  fabric: Fabric;
  linkDriver: LinkDriver;
  turn: TurnKind;
  sites: LabSite[];
  hosts: LabHost[];
}

interface LabSite extends LinkReport {
  nat: string;
  /** Of its router, as the core sees it; absent in the loopback fabric. */
  address?: string;
}

/** A host, and how programs in it reach the lab's services. */
export type LabHost = HostAccess & {
  /** Absent in the loopback fabric, where all hosts share one. */
  address?: string;
  /** Absent where the site has no IPv6. */
  ipv6?: string;
};

/** The lab as it is now. Rejects with `LINK_DRIVER_ENDED`. */
export async function statusOf(lab: Lab, topology: string): Promise<LabStatus> {
  const {ownerPid: pid, seed, fabric, linkDriver, sites} = lab.spec;
  const addresses = addressesOf(lab);
  const reports = new Map((await linkReports(lab)).map((report) => [report.name, report]));
  return {
    pid,
    topology,
    seed,
    fabric,
    linkDriver,
    turn: lab.turn,
    sites: sites.map(({name, nat, link}) => ({
      nat,
      ...(reports.get(name) ?? {name, link}),
      ...addresses(name),
    })),
    hosts: lab.access.map((access) => ({...access, ...addresses(access.host)})),
  };
}

/** Whether a program can be run there: the services' host counts, as users may want to look. */
export function hostNames(lab: Lab): string[] {
  const names = lab.access.map(({host}) => host);
  return lab.spec.fabric === 'netns' ? [...names, SERVICES] : names;
}

function addressesOf(lab: Lab): (name: string) => {address?: string; ipv6?: string} {
  if (lab.spec.fabric === 'loopback') return () => ({});
  const known = new Map<string, {address: string; ipv6?: string}>();
  for (const {name: site, address: router, hosts} of layOut(lab.spec).sites) {
    known.set(site, {address: router});
    for (const {name, address, ipv6} of hosts) {
      known.set(name, {address, ...(ipv6 === undefined ? {} : {ipv6})});
    }
  }
  return (name) => known.get(name) ?? {};
}
