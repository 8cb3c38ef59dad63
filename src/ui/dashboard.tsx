import {Box, Text} from 'ink';
import type {ReactElement} from 'react';
import {ConnectionList} from './connection-list.js';
import type {DashboardState} from './dashboard-state.js';
import {frameBudget, noticeLinesMax} from './frame-budget.js';
import {Header} from './header.js';
import {Notices, noticesOf} from './notices.js';
import {SiteList} from './site-list.js';
import {cut, paint, type View} from './view.js';

export interface DashboardProps {
  state: DashboardState;
  elapsedMs: number;
  /** False for the frame that stays on screen: it gives no hints on what to do. */
  live: boolean;
  view: View;
}

/** One frame of the live view; always lower than the terminal. */
export function Dashboard({state, elapsedMs, live, view}: DashboardProps): ReactElement {
  const ended = state.endedAtMs !== undefined;
  // The command prints the result below the last frame: no connection is listed twice.
  const connections = ended ? [] : [...state.connections.values()];
  const notices = noticesOf(state, noticeLinesMax(view.rows, ended), view);
  const hints = live ? hintsOf(state) : [];
  const budget = frameBudget({
    rows: view.rows,
    sites: state.sites.length,
    connections: connections.length,
    noticeLines: notices.reduce((sum, {lines}) => sum + lines.length, 0),
    footer: hints.length > 0,
  });
  return (
    <Box flexDirection="column" width={view.columns}>
      <Header state={state} elapsedMs={elapsedMs} view={view} />
      {budget.sites > 0 ? (
        <Section>
          <SiteList sites={state.sites} lines={budget.sites} view={view} />
        </Section>
      ) : undefined}
      {budget.connections > 0 ? (
        <Section>
          <ConnectionList connections={connections} lines={budget.connections} view={view} />
        </Section>
      ) : undefined}
      {notices.length > 0 ? (
        <Section>
          <Notices notices={notices} view={view} />
        </Section>
      ) : undefined}
      {budget.footer ? (
        <Section>
          <Text {...paint(view, {dimColor: true})}>
            {cut(hints.join(` ${view.glyphs.separator} `), view.columns, view)}
          </Text>
        </Section>
      ) : undefined}
    </Box>
  );
}

function Section({children}: {children: ReactElement}): ReactElement {
  return (
    <Box flexDirection="column" marginTop={1}>
      {children}
    </Box>
  );
}

/** What can be done now; nothing once the run is over. */
function hintsOf({run, phase, sites, endedAtMs, interrupted}: DashboardState): string[] {
  if (endedAtMs !== undefined || interrupted !== undefined) return [];
  const site = sites[0];
  const holding = phase === 'hold' && run?.command.startsWith('claw mesh') && site !== undefined;
  if (!holding) return ['Ctrl-C ends'];
  return ['Ctrl-C ends', 'claw mesh status', `claw mesh impair ${site.name} --loss 10%`];
}
