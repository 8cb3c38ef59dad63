/** Programs of the netns fabric, and the Debian and Ubuntu package of each. */
export const PACKAGES = {
  ip: 'iproute2',
  tc: 'iproute2',
  nft: 'nftables',
  sysctl: 'procps',
  ethtool: 'ethtool',
  tcpdump: 'tcpdump',
  turnserver: 'coturn',
  unshare: 'util-linux',
  setpriv: 'util-linux',
} as const;

export type ProgramName = keyof typeof PACKAGES;

export const PROGRAMS = Object.keys(PACKAGES) as ProgramName[];
