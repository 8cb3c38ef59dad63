import type {
  LinkCertificate,
  NatCertificate,
  When,
} from '../../../src/lab/certify/certification.js';
import type {
  ConnectionResult,
  LabFacts,
  MeshResult,
  PathFigures,
  RunCertification,
  RunEvent,
  SiteFacts,
  UnstampedRunEvent,
} from '../../../src/scenario/events.js';

const COMMAND = 'claw mesh up --agents 6';

const LAB: LabFacts = {fabric: 'netns', linkDriver: 'userspace', turn: 'coturn'};

const LINK = {delayMs: 12.5, jitterMs: 2, loss: 0.01, rateBps: 50e6};

const SITES: SiteFacts[] = [
  {name: 's1', nat: 'cone', agents: ['a1', 'a2', 'a3'], link: {up: LINK, down: LINK}},
  {name: 's2', nat: 'symmetric', agents: ['a4', 'a5'], link: {up: LINK, down: LINK}},
  {name: 's3', nat: 'symmetric', agents: ['a6'], link: {up: {delayMs: 12.5}, down: {delayMs: 40}}},
];

const AGENTS = SITES.flatMap(({name, nat, agents}) =>
  agents.map((agent) => ({name: agent, site: name, nat})),
);

type Agent = (typeof AGENTS)[number];

const RTT_MS = 50;

/** The fifteen connections of six agents: direct inside a site and through one cone, relayed else. */
function exampleConnections(): ConnectionResult[] {
  return AGENTS.flatMap((from, index) =>
    AGENTS.slice(index + 1).map((to, offset) => {
      const kind = KINDS[kindBetween(from, to)];
      const checks = 20 + index * 7 + offset * 3;
      const ttfbMs = 110 + checks + kind.rttMs;
      return {
        ...kind,
        from: from.name,
        to: to.name,
        state: 'connected',
        ttfbMs,
        ttfbRtt: ttfbMs / RTT_MS,
        phasesMs: {signaling: 52, gathering: 3, checks, dtls: 55, firstByte: kind.rttMs},
        dataChannelTtfbMs: ttfbMs + 150,
        proof: 'agrees',
      };
    }),
  );
}

type Kind = Pick<ConnectionResult, 'path' | 'lossPct'> & {rttMs: number};

const KINDS: Record<'inside' | 'punched' | 'relayed', Kind> = {
  inside: {path: {kind: 'direct', local: 'host', remote: 'host'}, rttMs: 0.4, lossPct: 0},
  punched: {path: {kind: 'direct', local: 'srflx', remote: 'prflx'}, rttMs: 50.4, lossPct: 1.2},
  relayed: {path: {kind: 'relay-udp', local: 'relay', remote: 'relay'}, rttMs: 101.2, lossPct: 1.2},
};

function kindBetween(from: Agent, to: Agent): keyof typeof KINDS {
  if (from.site === to.site) return 'inside';
  return from.nat === 'symmetric' && to.nat === 'symmetric' ? 'relayed' : 'punched';
}

/** One router and one of its link's directions, measured twice. */
export const CERTIFICATION: RunCertification = {
  verdict: 'valid',
  mismatches: [],
  tookMs: {before: 1204, after: 1198},
  nats: [certifiedNat('before'), certifiedNat('after')],
  links: [certifiedDelay('before', 12.7), certifiedDelay('after', 12.6)],
};

function certifiedNat(when: When): NatCertificate {
  const seen = {
    udp: 'open',
    mapping: 'endpoint-independent',
    filtering: 'address-and-port-dependent',
    allocation: 'port-preserving',
  } as const;
  return {when, site: 's1', nat: 'cone', asked: seen, measured: seen, verdict: 'as-asked'};
}

function certifiedDelay(when: When, measured: number): LinkCertificate {
  return {
    ...{when, link: 's1', direction: 'up', quantity: 'delayMs', asked: 12.5, measured},
    ...{tolerance: {low: 12, high: 16.5}, verdict: 'as-asked'},
  };
}

function resultOf(connections: ConnectionResult[]): MeshResult {
  const connected = connections.filter(({state}) => state === 'connected');
  const relayed = connected.filter(({path}) => path?.kind !== 'direct').length;
  return {
    schemaVersion: 1,
    command: COMMAND,
    seed: 42,
    lab: LAB,
    agents: AGENTS,
    connections,
    summary: {
      expected: connections.length,
      connected: connected.length,
      ttfbMs: {p50: 200.6, p95: 259.4},
      direct: connected.length - relayed,
      relayed,
    },
    certification: CERTIFICATION,
    leftovers: 0,
  };
}

function stamped(events: readonly UnstampedRunEvent[], stepMs: number): RunEvent[] {
  return events.map((event, index) => ({...event, atMs: index * stepMs}));
}

function certifiedEvent(when: When): UnstampedRunEvent {
  const {nats, links, tookMs} = CERTIFICATION;
  return {
    type: 'certification',
    when,
    tookMs: tookMs[when] ?? 0,
    mismatches: [],
    nats: nats.filter((each) => each.when === when),
    links: links.filter((each) => each.when === when),
  };
}

function startEvents(): UnstampedRunEvent[] {
  return [
    {type: 'run', command: COMMAND, seed: 42, agents: 6, expected: 15, rttMs: RTT_MS},
    {type: 'phase', phase: 'setup'},
    {type: 'phase', phase: 'lab'},
    {type: 'step', text: 'routers and NAT rules'},
    {type: 'lab', lab: LAB, sites: SITES},
    {type: 'phase', phase: 'certify'},
    certifiedEvent('before'),
    {type: 'phase', phase: 'agents'},
    {type: 'seed', state: 'ready'},
    ...AGENTS.flatMap(({name, site}) => [
      {type: 'agent' as const, agent: name, site, state: 'starting' as const},
      {type: 'agent' as const, agent: name, site, state: 'ready' as const},
    ]),
    {type: 'phase', phase: 'connect'},
  ];
}

function connectionEvents(connections: readonly ConnectionResult[]): UnstampedRunEvent[] {
  const at = (state: 'new' | 'connecting') =>
    connections.map(({from, to}) => ({
      type: 'connection' as const,
      connection: {from, to, state},
    }));
  return [
    ...at('new'),
    ...at('connecting'),
    ...connections.map((connection) => ({type: 'connection' as const, connection})),
  ];
}

function endEvents(connections: ConnectionResult[]): UnstampedRunEvent[] {
  return [
    {type: 'phase', phase: 'down'},
    {type: 'result', result: resultOf(connections)},
  ];
}

/** Six agents in three sites; all connect. */
export function normalRun(): RunEvent[] {
  const connections = exampleConnections();
  return stamped(
    [...startEvents(), ...connectionEvents(connections), ...endEvents(connections)],
    100,
  );
}

const FAILED: ConnectionResult = {
  from: 'a1',
  to: 'a4',
  state: 'failed',
  reason: 'no candidate pair answered within 30 s; UDP between s1 and s2 is blocked',
};

/** A direct path and a relayed one beside it, as a caller measures them. */
export const PATHS: readonly PathFigures[] = [
  {
    ...{kind: 'direct', isActive: true, state: 'active', rttMs: 61.7, jitterMs: 2.3},
    forecast: {rttMs: 63.1, lossPct: 10.2},
    ...{lossPct: 9.4, deliveryRateBps: 1_234_000, isAppLimited: true},
  },
  {
    ...{kind: 'relay-udp', isActive: false, state: 'standby', rttMs: 101.2, jitterMs: 0.4},
    forecast: {rttMs: 101.1, lossPct: 0},
    ...{lossPct: 0, deliveryRateBps: 0, isAppLimited: true},
  },
];

/** The same, but a1 and a4 never meet. */
export function runWithFailure(): RunEvent[] {
  const connections = exampleConnections().map((connection) =>
    connection.from === FAILED.from && connection.to === FAILED.to ? FAILED : connection,
  );
  return stamped(
    [...startEvents(), ...connectionEvents(connections), ...endEvents(connections)],
    100,
  );
}

/** All connected and held; a link gets worse, a warning comes, then Ctrl-C. */
export function interruptedRun(): RunEvent[] {
  const connections = exampleConnections();
  return stamped(
    [
      ...startEvents(),
      ...connectionEvents(connections),
      {type: 'phase', phase: 'hold'},
      {type: 'quality', from: 'a1', to: 'a4', rttMs: 61.7, lossPct: 9.4, paths: [...PATHS]},
      {type: 'impaired', link: 's1', models: {up: {...LINK, loss: 0.1}, down: LINK}},
      {
        type: 'warning',
        code: 'LINK_DRIFT',
        message: 's1 up was asked for 10% loss, 13.1% was measured over 2000 packets.',
        hint: 'Close other programs, or use --fabric loopback.',
      },
      {type: 'interrupted', signal: 'SIGINT'},
      ...endEvents(connections),
    ],
    100,
  );
}

/** A result of `sites` sites with `perSite` agents each, for what large meshes look like. */
export function largeResult(sites: number, perSite: number): MeshResult {
  const agents = Array.from({length: sites * perSite}, (_, index) => ({
    name: `a${index + 1}`,
    site: `s${Math.floor(index / perSite) + 1}`,
    nat: 'cone',
  }));
  const connections = agents.flatMap((from, index) =>
    agents.slice(index + 1).map((to, offset): ConnectionResult => {
      const kind = KINDS[kindBetween(from, to)];
      const ttfbMs = 3 * kind.rttMs + 60 + offset;
      return {
        ...kind,
        from: from.name,
        to: to.name,
        state: 'connected',
        ttfbMs,
        ttfbRtt: ttfbMs / RTT_MS,
        dataChannelTtfbMs: ttfbMs + 150,
        proof: 'agrees',
      };
    }),
  );
  return {...resultOf(connections), agents};
}

/** The result a run ended with. */
export function resultIn(events: readonly RunEvent[]): MeshResult {
  const last = events.at(-1);
  if (last?.type !== 'result') throw new Error('this run has no result');
  return last.result;
}
