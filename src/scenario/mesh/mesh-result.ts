import type {Lab, LabSpec} from '../../lab/lab.js';
import type {LabFacts, MeshResult, RunCertification, SiteFacts} from '../events.js';
import type {ConnectionLog} from './connection-log.js';
import {summarize} from './summary.js';

/** The document of a mesh run, finished or not. */
export function meshResult(run: {
  commandLine: string;
  spec: LabSpec;
  lab: LabFacts;
  logs: readonly ConnectionLog[];
  certification: RunCertification;
  leftovers: number;
}): MeshResult {
  const connections = run.logs.map((log) => log.result());
  return {
    schemaVersion: 1,
    command: run.commandLine,
    seed: run.spec.seed,
    lab: run.lab,
    agents: run.spec.sites
      .flatMap(({name: site, nat, hosts}) => hosts.map((name) => ({name, site, nat})))
      .sort((a, b) => a.name.localeCompare(b.name, 'en', {numeric: true})),
    connections,
    summary: summarize(connections),
    certification: run.certification,
    leftovers: run.leftovers,
  };
}

/** The sites as they are in the lab, with their links' models. */
export function siteFacts({sites}: LabSpec, lab: Lab): SiteFacts[] {
  return sites.map(({name, nat, hosts, link}) => ({
    name,
    nat,
    agents: [...hosts],
    link: lab.links().get(name) ?? link,
  }));
}
