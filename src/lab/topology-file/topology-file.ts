import {parseYamlFile, readTextFile} from '../../yaml-file.js';
import type {Fabric, LinkDriver, SiteSpec} from '../lab.js';
import {traceReader} from '../links/link-file.js';
import {linkModelsOf, type ReadTrace} from '../links/settings.js';
import {type TopologySettings, topologySchema} from './schema.js';

/** A network as a file describes it: a `LabSpec` without what belongs to one run of it. */
export interface TopologyFile {
  /** Absent: every run has a seed of its own. */
  seed?: number;
  fabric: 'auto' | Fabric;
  links: 'auto' | LinkDriver;
  sites: SiteSpec[];
}

const INVALID = {code: 'TOPOLOGY_INVALID', hint: 'docs/topology.md lists the keys.'};
const MISSING = {code: 'TOPOLOGY_MISSING', hint: 'Give the path of a topology file.'};

/**
 * Reads a topology, YAML or JSON; traces are looked for beside it. Throws `TOPOLOGY_MISSING`,
 * `TOPOLOGY_INVALID` with file and line, `LINK_FILE_MISSING` or `TRACE_INVALID` for a trace.
 */
export function readTopologyFile(path: string): TopologyFile {
  return parseTopologyFile(readTextFile(path, MISSING), path, traceReader(path));
}

/** The same from text; `name` is the file's, for messages. */
export function parseTopologyFile(text: string, name: string, readTrace: ReadTrace): TopologyFile {
  const {seed, fabric, links, sites} = parseYamlFile(text, name, topologySchema, INVALID);
  return {
    ...(seed === undefined ? {} : {seed}),
    fabric,
    links,
    sites: sitesOf(sites, readTrace),
  };
}

/** Hosts that are only counted are called a1, a2, … through the whole file, past names given. */
function sitesOf(sites: TopologySettings['sites'], readTrace: ReadTrace): SiteSpec[] {
  const given = Object.entries(sites).flatMap(([name, {hosts}]) =>
    typeof hosts === 'number' ? [name] : [name, ...hosts],
  );
  const nextName = freeNames(new Set(given));
  return Object.entries(sites).map(([name, {nat, link, hosts, ipv6}]) => ({
    name,
    nat,
    hosts: typeof hosts === 'number' ? Array.from({length: hosts}, nextName) : hosts,
    link: linkModelsOf(link, readTrace),
    ...(ipv6 ? {ipv6} : {}),
  }));
}

function freeNames(taken: ReadonlySet<string>): () => string {
  let count = 0;
  const next = (): string => {
    count += 1;
    return taken.has(`a${count}`) ? next() : `a${count}`;
  };
  return next;
}
