import {execa} from 'execa';
import type {ProgramName} from './packages.js';

/** How each program is asked for its version. The first number with a dot is taken for it. */
const ASK: Record<ProgramName, string> = {
  ip: '-V',
  tc: '-V',
  nft: '--version',
  sysctl: '--version',
  turnserver: '--version',
  ethtool: '--version',
  tcpdump: '--version',
  unshare: '--version',
  setpriv: '--version',
};

/** Version of each program, all asked at once. Absent: it did not say. */
export async function readVersions(
  programs: readonly ProgramName[],
): Promise<ReadonlyMap<ProgramName, string>> {
  const versions = new Map<ProgramName, string>();
  await Promise.all(
    programs.map(async (name) => {
      const {all = ''} = await execa(name, [ASK[name]], {reject: false, all: true, timeout: 5000});
      const version = /\d+(?:\.\d+)+/.exec(all)?.[0];
      if (version) versions.set(name, version);
    }),
  );
  return versions;
}
