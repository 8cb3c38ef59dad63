import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Endpoint} from '../../stun/message.js';
import type {HostAccess, Lab} from '../lab.js';
import {type ProbeReport, type ProbeTask, probeCommand} from '../probe/protocol.js';
import {probeFailed} from './errors.js';
import type {SitePlan} from './site-plan.js';
import {paceOf} from './train-plan.js';

/** How long nothing may come over UDP before it counts as blocked, beside a round trip. */
const LISTEN_MS = 500;
let looks = 0;

/** Runs the probe in a host of the site. Rejects with `PROBE_FAILED`. */
export async function look(
  lab: Lab,
  access: HostAccess,
  {plan, patience}: {plan: SitePlan; patience: number},
): Promise<ProbeReport> {
  if (plan.natHidden !== undefined && plan.linkHidden !== undefined) return {};
  looks += 1;
  const logFile = join(lab.spec.directory, `probe-${access.site}-${looks}.log`);
  const argv = probeCommand({probe: taskOf(access, plan, patience)});
  await lab.spawn(access.host, argv, {logFile}).ended;
  const log = await readFile(logFile, 'utf8');
  try {
    return JSON.parse(log.trimEnd().split('\n').at(-1) ?? '') as ProbeReport;
  } catch (cause) {
    throw probeFailed(`site ${access.site}`, {logFile, log}, cause);
  }
}

function taskOf(
  {bindAddress, candidateMap, probe}: HostAccess,
  {models, firewall, natHidden}: SitePlan,
  patience: number,
): ProbeTask {
  const tcp = firewall.tcp ? probe.tcpReflector : undefined;
  const blocked = {listenMs: LISTEN_MS * patience, ...(tcp ? {tcp} : {})};
  return {
    targets: probe.stun,
    reflector: probe.reflector,
    askNat: natHidden === undefined,
    patience,
    ...paceOf(models),
    ...(firewall.udp === 'blocked' ? {blocked} : {}),
    ...(bindAddress === undefined ? {} : {bindAddress}),
    ...(candidateMap === undefined ? {} : {candidateMap: endpoint(candidateMap)}),
  };
}

function endpoint(text: string): Endpoint {
  const [address = '', port] = text.split(':');
  return {address, port: Number(port)};
}
