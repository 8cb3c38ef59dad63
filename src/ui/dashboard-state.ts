import type {ConnectionResult, LabFacts, RunEvent, SiteFacts} from '../scenario/events.js';

type Of<T extends RunEvent['type']> = Extract<RunEvent, {type: T}>;

export type Warning = Pick<Of<'warning'>, 'code' | 'message' | 'hint'>;

/** All the dashboard shows, as plain data. */
export interface DashboardState {
  run?: Omit<Of<'run'>, 'atMs' | 'type'>;
  lab?: LabFacts;
  sites: readonly SiteFacts[];
  phase?: Of<'phase'>['phase'];
  /** True once the lab was measured and is what was asked for. */
  certified?: boolean;
  /** What the current phase is busy with. */
  step?: string;
  agents: ReadonlyMap<string, Of<'agent'>['state']>;
  seed?: Of<'seed'>['state'];
  connections: ReadonlyMap<string, ConnectionResult>;
  /** In order of arrival; a repeated one moves to the end. */
  warnings: readonly Warning[];
  interrupted?: Of<'interrupted'>['signal'];
  /** When the result came. */
  endedAtMs?: number;
}

export const INITIAL_STATE: DashboardState = {
  sites: [],
  agents: new Map(),
  connections: new Map(),
  warnings: [],
};

interface Draft extends DashboardState {
  agents: Map<string, Of<'agent'>['state']>;
  connections: Map<string, ConnectionResult>;
}

/**
 * The state after some events. Takes many at once because each call copies the connections, and a
 * large mesh reports thousands of events a second.
 */
export function foldEvents(state: DashboardState, events: readonly RunEvent[]): DashboardState {
  const draft: Draft = {
    ...state,
    agents: new Map(state.agents),
    connections: new Map(state.connections),
  };
  for (const event of events) fold(draft, event);
  return draft;
}

function fold(draft: Draft, event: RunEvent): void {
  switch (event.type) {
    case 'run':
      draft.run = event;
      return;
    case 'phase':
      draft.phase = event.phase;
      delete draft.step;
      return;
    case 'step':
      draft.step = event.text;
      return;
    case 'lab':
      draft.lab = event.lab;
      draft.sites = event.sites;
      return;
    case 'certification':
      draft.certified = event.mismatches.length === 0;
      for (const message of event.mismatches) addWarning(draft, {code: 'MISMATCH', message});
      return;
    case 'agent':
      draft.agents.set(event.agent, event.state);
      return;
    case 'seed':
      draft.seed = event.state;
      return;
    case 'connection':
      draft.connections.set(connectionKey(event.connection), event.connection);
      return;
    case 'quality':
      foldQuality(draft, event);
      return;
    case 'impaired':
      draft.sites = draft.sites.map((site) =>
        site.name === event.link ? {...site, link: event.models} : site,
      );
      return;
    case 'warning':
      addWarning(draft, event);
      return;
    case 'interrupted':
      draft.interrupted = event.signal;
      return;
    case 'result':
      draft.endedAtMs = event.atMs;
      draft.connections = new Map(
        event.result.connections.map((each) => [connectionKey(each), each]),
      );
      return;
  }
}

function addWarning(draft: Draft, warning: Warning): void {
  draft.warnings = [...draft.warnings.filter((old) => old.message !== warning.message), warning];
}

function connectionKey({from, to}: {from: string; to: string}): string {
  return `${from} ${to}`;
}

function foldQuality({connections}: Draft, event: Of<'quality'>): void {
  const {from, to, rttMs, lossPct, paths} = event;
  const key = connectionKey({from, to});
  const connection = connections.get(key);
  if (connection) connections.set(key, {...connection, rttMs, lossPct, paths});
}
