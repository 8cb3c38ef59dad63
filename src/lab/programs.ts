import {access, constants} from 'node:fs/promises';
import {delimiter, join} from 'node:path';
import {ClawError, ExitCode} from '../errors.js';

/** Administrators' programs are often outside an ordinary user's PATH. */
const ALSO = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Programs the netns fabric runs, and the Debian and Ubuntu package of each. */
const PACKAGES: Record<string, string> = {
  ip: 'iproute2',
  tc: 'iproute2',
  nft: 'nftables',
  sysctl: 'procps',
  ethtool: 'ethtool',
};

/** Throws `PROGRAM_MISSING` for the first program of the netns fabric that is not installed. */
export async function checkPrograms(): Promise<void> {
  for (const [name, distributionPackage] of Object.entries(PACKAGES)) {
    if (await hasProgram(name)) continue;
    throw new ClawError(`the netns fabric needs the program "${name}"`, {
      code: 'PROGRAM_MISSING',
      exitCode: ExitCode.unsupported,
      hint: `Install it (apt-get install ${distributionPackage}), or use the loopback fabric.`,
    });
  }
}

/** Whether `name` can be run. */
export async function hasProgram(name: string): Promise<boolean> {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), ...ALSO];
  const found = directories.map((directory) => access(join(directory, name), constants.X_OK));
  return Promise.any(found).then(
    () => true,
    () => false,
  );
}
