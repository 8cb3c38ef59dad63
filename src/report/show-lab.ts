import {describeModel} from '../lab/links/describe.js';
import type {LabEvent} from '../scenario/lab-session/events.js';
import type {LabStatus} from '../scenario/lab-session/status.js';
import {type Column, renderColumns} from './columns.js';
import {formatSince} from './format.js';
import {glyphsFor} from './glyphs.js';
import {linkStatsText} from './link-stats-table.js';
import {usesUnicode} from './terminal.js';

/** A lab as stdout shows it: its hosts, its services, how to enter. */
export function showLab(lab: LabStatus): string {
  const {pid, topology, seed, fabric, linkDriver, turn} = lab;
  const glyphs = glyphsFor(usesUnicode(process.env));
  const facts = [
    topology,
    fabric,
    `${linkDriver} links`,
    `TURN ${turn}`,
    `seed ${seed}`,
    `pid ${pid}`,
  ];
  const width = process.stdout.columns ?? 80;
  const [first] = lab.hosts;
  const stats = linkStatsText(lab.sites, width, glyphs);
  return [
    facts.join(` ${glyphs.separator} `),
    '',
    renderColumns(siteColumns(lab), width, glyphs),
    '',
    ...(stats ? [stats, ''] : []),
    renderColumns(hostColumns(lab), width, glyphs),
    '',
    ...serviceLines(lab),
    ...(first ? [`claw lab exec ${first.host} -- CMD runs CMD there`] : []),
  ].join('\n');
}

/** One line for a person following on stderr. */
export function labEventText(event: LabEvent): string {
  return `${formatSince(event.atMs ?? 0).padStart(6)}  ${eventWords(event)}\n`;
}

function eventWords(event: LabEvent): string {
  switch (event.type) {
    case 'step':
      return event.text;
    case 'ready':
      return `lab is up, pid ${event.lab.pid}`;
    case 'impaired':
      return `link ${event.link}: ${linkText(event.models)}`;
    case 'down':
      return event.leftovers.length === 0
        ? 'lab is down, nothing left'
        : `lab is down, still there: ${event.leftovers.join(', ')}; try claw clean`;
  }
}

/** Both directions, once where they are alike. */
export function linkText({up, down}: LabStatus['sites'][number]['link']): string {
  const [upText, downText] = [describeModel(up), describeModel(down)];
  return upText === downText ? upText : `${upText} / ${downText}`;
}

/** A row for each direction, or one where both are alike. */
function siteColumns({sites}: LabStatus): Column[] {
  const rows = sites.flatMap(({link, ...site}) => {
    const [up, down] = [describeModel(link.up), describeModel(link.down)];
    if (up === down) return [{...site, way: 'both', text: up}];
    return [
      {...site, way: 'up', text: up},
      {...site, way: 'down', text: down},
    ];
  });
  return columns(rows, [
    ['site', ({name}) => name],
    ['nat', ({nat}) => nat],
    ['router', ({address = ''}) => address, 1],
    ['way', ({way}) => way],
    ['link', ({text}) => text],
  ]);
}

function hostColumns({hosts}: LabStatus): Column[] {
  const all = columns(hosts, [
    ['host', ({host}) => host],
    ['site', ({site}) => site],
    ['address', ({address, bindAddress = ''}) => address ?? bindAddress],
    ['IPv6', ({ipv6 = ''}) => ipv6],
  ]);
  return hosts.some(({ipv6}) => ipv6) ? all : all.slice(0, -1);
}

function columns<Row>(
  rows: readonly Row[],
  heads: readonly [head: string, cell: (row: Row) => string, rank?: number][],
): Column[] {
  return heads.map(([head, cell, rank = 0]) => ({
    ...{head, align: 'left', rank},
    cells: rows.map(cell),
  }));
}

/** In the loopback fabric every host has services of its own, told by `lab status --json`. */
function serviceLines({hosts, fabric}: LabStatus): string[] {
  const [first] = hosts;
  if (fabric === 'loopback' || !first) {
    return ['STUN and TURN: an address for each host, in CLAW_STUN and CLAW_TURN'];
  }
  const {stun, turn} = first;
  return [
    ...(stun ? [`STUN ${stun}`] : []),
    ...(turn ? [`TURN ${turn.server} as ${turn.username}:${turn.password}`] : []),
  ];
}
