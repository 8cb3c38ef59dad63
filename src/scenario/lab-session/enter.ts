import {readlinkSync} from 'node:fs';
import type {Fabric, HostAccess, TurnAccess} from '../../lab/lab.js';
import {namespaceName} from '../../lab/names.js';
import {inNamespace} from '../../lab/step.js';

/** How another process runs a program in a host of a lab that is up. */
export interface Entry {
  host: string;
  pid: number;
  fabric: Fabric;
  /** Absent for the host of the services. */
  access?: HostAccess;
}

/**
 * The argv that runs `argv` in the host, in this directory, as the same process. A rootless lab is
 * entered through the user namespace and the private /run of its owner, which needs the owner's user.
 */
export function enterHost({host, pid, fabric}: Entry, argv: readonly string[]): string[] {
  if (fabric === 'loopback') return [...argv];
  const inHost = inNamespace(namespaceName(pid, host), argv);
  if (sharesUsers(pid)) return inHost;
  // Entering another /run also leaves the working directory.
  const stay = ['env', `--chdir=${process.cwd()}`];
  const enter = ['nsenter', '--target', String(pid), '--user', '--mount', '--preserve-credentials'];
  return [...enter, ...stay, ...inHost];
}

/** What a program there needs to know to reach the lab's services: `CLAW_STUN` and the like. */
export function hostEnvironment({host, access}: Entry): Record<string, string> {
  const {stun, turn, bindAddress, seedUrl, candidateMap} = access ?? {};
  const all = {
    CLAW_HOST: host,
    CLAW_STUN: stun,
    ...(turn && turnEnvironment(turn)),
    CLAW_BIND: bindAddress,
    CLAW_SEED: seedUrl,
    CLAW_CANDIDATE_MAP: candidateMap,
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** As `claw agent` takes them; without those over TCP and TLS where the lab's server has only UDP. */
function turnEnvironment({server, uris, username, password, caFile}: TurnAccess) {
  const withUser = (uri: string | undefined) => uri && `${username}:${password}@${uri}`;
  return {
    CLAW_TURN: withUser(server),
    CLAW_TURN_TCP: withUser(uris.find((uri) => /^turn:.*transport=tcp$/.test(uri))),
    CLAW_TURN_TLS: withUser(uris.find((uri) => uri.startsWith('turns:'))),
    CLAW_TURN_CA: caFile,
  };
}

function sharesUsers(pid: number): boolean {
  return readlinkSync(`/proc/${pid}/ns/user`) === readlinkSync('/proc/self/ns/user');
}
