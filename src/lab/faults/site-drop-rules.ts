/** Packets of one site that the core is to lose. */
export type SiteDrop =
  /** What goes straight between it and these others; `out`: only what it sends. */
  | {kind: 'direct'; site: string; others: readonly string[]; ways: 'both' | 'out'}
  /** All UDP, both ways, to the relay too. */
  | {kind: 'udp'; site: string};

/**
 * nft text that has the core lose `drop` and count it. Each drop has a table of its own, so that any
 * number of them are there at once, and each comes and goes without the others.
 */
export function siteDropRules(drop: SiteDrop, table: string): string {
  return `table ip ${table} {
  counter dropped {
  }
  chain forward {
    type filter hook forward priority -150; policy accept;
${matches(drop)
  .map((match) => `    ${match} counter name "dropped" drop\n`)
  .join('')}  }
}
`;
}

/** nft text that takes a drop away. */
export function noSiteDropRules(table: string): string {
  return `delete table ip ${table}\n`;
}

/** argv that lists the counter of a drop for `parseDropCount`. */
export function listDropCounter(table: string): string[] {
  return ['nft', '-j', 'list', 'counters', 'table', 'ip', table];
}

/** Sites are known by their interfaces at the core. */
function matches(drop: SiteDrop): string[] {
  if (drop.kind === 'udp') {
    return ['iifname', 'oifname'].map((end) => `${end} "${drop.site}" meta l4proto udp`);
  }
  const others = `{ ${drop.others.map((other) => `"${other}"`).join(', ')} }`;
  const out = `iifname "${drop.site}" oifname ${others}`;
  return drop.ways === 'out' ? [out] : [out, `iifname ${others} oifname "${drop.site}"`];
}
