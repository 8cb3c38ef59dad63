import type {ConnectionResult, MeshResult} from '../scenario/events.js';
import type {Column} from './columns.js';
import {numberCells} from './connection-columns.js';
import {formatPct} from './format.js';
import type {Glyphs} from './glyphs.js';
import {measured, quantile} from './summary.js';

/** One row for each pair of sites and path between them: what stays readable in a large mesh. */
export function groupColumns(result: MeshResult, glyphs: Glyphs): Column[] {
  const groups = groupConnections(result, glyphs);
  const left = (head: string, rank: number, cell: (group: Group) => string): Column => ({
    head,
    rank,
    align: 'left',
    cells: groups.map(cell),
  });
  const right = (head: string, rank: number, cells: string[]): Column => ({
    head,
    rank,
    align: 'right',
    cells,
  });
  const share = (head: string, rank: number, figure: Figure, at: number): Column =>
    right(
      head,
      rank,
      numberCells(groups.map((group) => quantile(measured(group.members, figure), at))),
    );
  return [
    left('sites', 0, ({sites}) => sites),
    left('path', 0, ({path}) => path),
    right(
      'n',
      0,
      groups.map(({members}) => String(members.length)),
    ),
    share('TTFB p50', 0, ({ttfbMs}) => ttfbMs, 0.5),
    share('p95', 1, ({ttfbMs}) => ttfbMs, 0.95),
    share('worst', 0, ({ttfbMs}) => ttfbMs, 1),
    share('DC p50', 2, ({dataChannelTtfbMs}) => dataChannelTtfbMs, 0.5),
    share('RTT p50', 3, ({rttMs}) => rttMs, 0.5),
    right('loss max', 4, groups.map(worstLoss)),
    right('proof', 1, groups.map(proofCount)),
  ];
}

type Figure = (connection: ConnectionResult) => number | undefined;

interface Group {
  sites: string;
  path: string;
  members: ConnectionResult[];
}

/** Only what connected: the rest is listed one by one, with reasons. */
function groupConnections({agents, connections}: MeshResult, glyphs: Glyphs): Group[] {
  const siteOf = new Map(agents.map(({name, site}) => [name, site]));
  const groups = new Map<string, Group>();
  for (const connection of connections) {
    if (connection.state !== 'connected') continue;
    const ends = [connection.from, connection.to].map((agent) => siteOf.get(agent) ?? agent);
    const sites = ends.sort(byName).join(` ${glyphs.pair} `);
    const path = connection.path?.kind ?? 'unknown';
    const group = groups.get(`${sites} ${path}`) ?? {sites, path, members: []};
    group.members.push(connection);
    groups.set(`${sites} ${path}`, group);
  }
  return [...groups.values()].sort((a, b) => byName(a.sites, b.sites) || byName(a.path, b.path));
}

/** `s2` comes before `s10`. */
function byName(a: string, b: string): number {
  return a.localeCompare(b, 'en', {numeric: true});
}

function worstLoss({members}: Group): string {
  const worst = quantile(
    measured(members, ({lossPct}) => lossPct),
    1,
  );
  return worst === undefined ? '' : formatPct(worst);
}

/** How many of the proven connections took the path they said: `12/12`. */
function proofCount({members}: Group): string {
  const proven = members.filter(({proof}) => proof !== undefined);
  if (proven.length === 0) return '';
  return `${proven.filter(({proof}) => proof === 'agrees').length}/${proven.length}`;
}
