import {Text} from 'ink';
import type {ReactElement} from 'react';
import {describeLink} from '../report/link-text.js';
import type {SiteFacts} from '../scenario/events.js';
import {cut, paint, type View} from './view.js';

export interface SiteListProps {
  sites: readonly SiteFacts[];
  /** Lines for sites, "and N more" included. */
  lines: number;
  view: View;
}

/** Of the terminal's width; the link matters more than every agent's name. */
const AGENTS_SHARE_MAX = 0.3;
const GAP = '  ';

/** The places of the lab: what NAT they sit behind, who is there, and how bad the wire is. */
export function SiteList({sites, lines, view}: SiteListProps): ReactElement {
  const fits = sites.length <= lines;
  const shown = fits ? sites : sites.slice(0, lines - 1);
  const table = [['site', 'nat', 'agents', 'link'], ...shown.map((site) => cellsOf(site, view))];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...table.map((cells) => cells[column]?.length ?? 0)),
  );
  const [head, ...rows] = table.map((cells) =>
    cut(
      cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(GAP),
      view.columns,
      view,
    ),
  );
  return (
    <>
      <Text {...paint(view, {dimColor: true})}>{head}</Text>
      {rows.map((row, index) => (
        <Text key={shown[index]?.name}>{row}</Text>
      ))}
      {fits ? undefined : (
        <Text {...paint(view, {dimColor: true})}>
          {`${view.glyphs.ellipsis} and ${sites.length - shown.length} more sites`}
        </Text>
      )}
    </>
  );
}

function cellsOf(site: SiteFacts, view: View): string[] {
  const agents = cut(site.agents.join(' '), Math.floor(view.columns * AGENTS_SHARE_MAX), view);
  return [site.name, site.nat, agents, describeLink(site.link, view.glyphs)];
}
