import {ClawError, ExitCode} from '../../errors.js';
import type {Fabric, LinkDriver} from '../lab.js';
import type {Ability} from './ability.js';
import type {MachineFacts} from './facts.js';
import type {ProgramName} from './packages.js';

/** What was asked for on the command line. */
export interface AskedLab {
  fabric: 'auto' | Fabric;
  links: 'auto' | LinkDriver;
}

/** The lab this machine gets. */
export interface ChosenLab {
  fabric: Fabric;
  linkDriver: LinkDriver;
  /** The fabric `netns` in a user namespace: the process must be started again inside one. */
  rootless: boolean;
  /** Why not something better, one sentence each; empty when it is the best there is. */
  reasons: string[];
}

/** Without these there is no netns fabric. */
const NETNS_PROGRAMS: readonly ProgramName[] = ['ip', 'tc', 'nft', 'sysctl', 'ethtool', 'unshare'];

/**
 * Chooses the most real lab that this machine and what was asked allow.
 *
 * Throws `LAB_CONTRADICTION` (exit 2) when what was asked exists nowhere, `FABRIC_UNSUPPORTED` or
 * `LINKS_UNSUPPORTED` (exit 3) when it does not work here.
 */
export function chooseLab(facts: MachineFacts, asked: AskedLab): ChosenLab {
  if (asked.fabric === 'loopback' && asked.links === 'netem') {
    throw new ClawError('--links netem impairs kernel links, and --fabric loopback has none', {
      code: 'LAB_CONTRADICTION',
      hint: '--fabric netns --links netem, or --fabric loopback --links userspace',
    });
  }
  const netns = netnsAbility(facts);
  if (asked.fabric === 'loopback' || (asked.fabric === 'auto' && !netns.ok)) {
    return chooseLoopback(asked, netns);
  }
  if (!netns.ok) {
    throw unsupported('FABRIC_UNSUPPORTED', `--fabric netns: ${netns.why}`, '--fabric loopback');
  }
  const {linkDriver, reasons} = chooseDriver(facts.features.netem, asked.links);
  return {fabric: 'netns', linkDriver, rootless: !facts.root, reasons};
}

/** Whether the netns fabric works here, as root or in a user namespace. */
export function netnsAbility(facts: MachineFacts): Ability {
  if (facts.platform !== 'linux') return {ok: false, why: 'network namespaces need Linux'};
  const missing = NETNS_PROGRAMS.filter((name) => facts.missingPrograms.includes(name));
  if (missing.length > 0) return {ok: false, why: `not installed: ${missing.join(', ')}`};
  if (!facts.root && !facts.rootless.ok) {
    return {ok: false, why: `not root, and no user namespaces: ${facts.rootless.why}`};
  }
  const {veth, nft} = facts.features;
  return veth.ok ? nft : veth;
}

function chooseLoopback(asked: AskedLab, netns: Ability): ChosenLab {
  if (asked.links === 'netem') {
    const why = netns.ok ? '' : `: ${netns.why}`;
    throw unsupported(
      'LINKS_UNSUPPORTED',
      `--links netem needs the netns fabric${why}`,
      '--links userspace',
    );
  }
  const reasons = netns.ok ? [] : [`Not the netns fabric: ${netns.why}.`];
  return {fabric: 'loopback', linkDriver: 'userspace', rootless: false, reasons};
}

function chooseDriver(
  netem: Ability,
  asked: AskedLab['links'],
): Pick<ChosenLab, 'linkDriver' | 'reasons'> {
  if (asked === 'userspace') return {linkDriver: 'userspace', reasons: []};
  if (netem.ok) return {linkDriver: 'netem', reasons: []};
  if (asked === 'netem') {
    throw unsupported('LINKS_UNSUPPORTED', `--links netem: ${netem.why}`, '--links userspace');
  }
  return {linkDriver: 'userspace', reasons: [`Not netem: ${netem.why}.`]};
}

function unsupported(code: string, message: string, hint: string): ClawError {
  return new ClawError(message, {code, hint, exitCode: ExitCode.unsupported});
}
