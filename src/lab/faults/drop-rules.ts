/** Packets that the core is to lose. Sites are named by their interface at the core. */
export type Drop =
  /** What goes straight from one site to another, for each pair. */
  | {kind: 'direct'; ways: readonly (readonly [from: string, to: string])[]}
  /** All UDP of one site, both ways. */
  | {kind: 'udp'; site: string};

/** How the core tells the ways apart that packets take. */
export interface Ways {
  sites: readonly [string, string];
  /** The site whose link the direct path is led over (`detour.ts`). */
  through: string;
  /** Where the TURN server is; what goes to the seed there is signaling, not relayed traffic. */
  services: {coreInterface: string; address: string};
}

/** What the rules have seen since they were set, in packets. */
export interface DropCount {
  dropped: number;
  /** From the two sites to the TURN server. */
  relayed: number;
}

const TABLE = 'table ip fault';
const SEED_PORT = 443;

/**
 * nft text that sets `drop` in the core, in one transaction and in place of what was set before.
 * Dropped packets, and those that go to the TURN server meanwhile, are counted.
 */
export function dropRules(drop: Drop, {sites, through, services}: Ways): string {
  const rules = [
    ...dropMatches(drop, through).map((match) => `${match} counter name "dropped" drop`),
    `ip daddr ${services.address} tcp dport ${SEED_PORT} accept`,
    `iifname { ${sites.map((site) => `"${site}"`).join(', ')} } oifname "${services.coreInterface}" counter name "relayed"`,
  ];
  return `${noDropRules()}${TABLE} {
  counter dropped {
  }
  counter relayed {
  }
  chain forward {
    type filter hook forward priority -150; policy accept;
${rules.map((rule) => `    ${rule}\n`).join('')}  }
}
`;
}

/** nft text that takes away what `dropRules` set, whether it was set or not. */
export function noDropRules(): string {
  return `${TABLE}\ndelete ${TABLE}\n`;
}

/** argv that lists the counters of `dropRules` for `parseDropCount`. */
export const LIST_COUNTERS: readonly string[] = [
  'nft',
  '-j',
  'list',
  'counters',
  ...TABLE.split(' '),
];

/** Parses what `LIST_COUNTERS` printed. */
export function parseDropCount(json: string): DropCount {
  const {nftables} = JSON.parse(json) as {
    nftables: {counter?: {name: string; packets: number}}[];
  };
  const packets = (name: string) =>
    nftables.find(({counter}) => counter?.name === name)?.counter?.packets ?? 0;
  return {dropped: packets('dropped'), relayed: packets('relayed')};
}

function dropMatches(drop: Drop, through: string): string[] {
  if (drop.kind === 'direct') {
    // On its way to the detour, where it still can be told who sent it; nobody else is led there.
    return drop.ways.map(([from]) => `iifname "${from}" oifname "${through}"`);
  }
  return ['iifname', 'oifname'].map((end) => `${end} "${drop.site}" meta l4proto udp`);
}
