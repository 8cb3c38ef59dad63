import {access, constants} from 'node:fs/promises';
import {delimiter, join} from 'node:path';
import {ClawError, ExitCode} from '../errors.js';
import {PACKAGES} from './doctor/packages.js';

/** Administrators' programs are often outside an ordinary user's PATH. */
const ALSO = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** What building the network runs; the TURN server has an error of its own. */
const NEEDED = ['ip', 'tc', 'nft', 'sysctl', 'ethtool'] as const;

/** Throws `PROGRAM_MISSING` for the first program of the netns fabric that is not installed. */
export async function checkPrograms(): Promise<void> {
  for (const name of NEEDED) {
    if (await hasProgram(name)) continue;
    throw new ClawError(`the netns fabric needs the program "${name}"`, {
      code: 'PROGRAM_MISSING',
      exitCode: ExitCode.unsupported,
      hint: `Install it (apt-get install ${PACKAGES[name]}), or use the loopback fabric.`,
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
