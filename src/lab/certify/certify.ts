import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {ClawError, ExitCode} from '../../errors.js';
import type {Endpoint} from '../../stun/message.js';
import type {HostAccess, HostProcess, Lab} from '../lab.js';
import type {LinkModels} from '../links/model.js';
import {SERVICES} from '../names.js';
import {natPreset} from '../nat/presets.js';
import {type ProbeReport, probeCommand} from '../probe/protocol.js';
import type {Certification, LinkCertificate, NatCertificate, When} from './certification.js';
import {judgeDirection, trainFor} from './link-verdict.js';
import {askedNat, isAsAsked, measuredNat} from './nat-verdict.js';

/** More would measure each other's need for the processor. */
const PROBES_AT_ONCE = 3;
const READY_MS_MAX = 10_000;
const READY_POLL_MS = 10;

/**
 * Probes the NAT and the link of every site, three at a time, from its first host, and holds what it
 * finds against what was asked for. Links that change while it runs are held against what they
 * were at its start.
 *
 * Rejects with `PROBE_FAILED` (exit 5) when the probe itself did not work.
 */
export async function certify(lab: Lab, when: When): Promise<Certification> {
  await startReflector(lab);
  const links = new Map(lab.links());
  const reports: {access: HostAccess; models: LinkModels; report: ProbeReport}[] = [];
  const waiting = firstHosts(lab);
  const work = async () => {
    for (let access = waiting.shift(); access; access = waiting.shift()) {
      const models = links.get(access.site) ?? {up: {}, down: {}};
      reports.push({access, models, report: await probeFrom(lab, access, {models, when})});
    }
  };
  await Promise.all(Array.from({length: PROBES_AT_ONCE}, work));
  return {
    nats: reports.map(({access, report}) => natCertificate(lab, access, report, when)),
    links: reports.flatMap(({access: {site}, models, report}) =>
      linkCertificates({site, models, report, when}),
    ),
  };
}

function natCertificate(
  {spec}: Lab,
  {site, nat}: HostAccess,
  report: ProbeReport,
  when: When,
): NatCertificate {
  const allocationModelled = spec.fabric === 'netns';
  const asked = askedNat(natPreset(nat).nat, allocationModelled);
  const measured = measuredNat(report.nat, allocationModelled);
  return {when, site, nat, asked, measured, ok: isAsAsked(asked, measured)};
}

function linkCertificates(options: {
  site: string;
  models: LinkModels;
  report: ProbeReport;
  when: When;
}): LinkCertificate[] {
  const {site, models, report, when} = options;
  if (!report.link) return [];
  const {link} = report;
  return (['up', 'down'] as const).flatMap((direction) =>
    judgeDirection(models[direction], link[direction]).map((verdict) => ({
      when,
      link: site,
      direction,
      ...verdict,
    })),
  );
}

/** Hosts of a site share its NAT and its link. */
function firstHosts({access}: Lab): HostAccess[] {
  return access.filter(
    ({site}, index) => access.findIndex((other) => other.site === site) === index,
  );
}

async function probeFrom(
  lab: Lab,
  access: HostAccess,
  {models, when}: {models: LinkModels; when: When},
): Promise<ProbeReport> {
  const {bindAddress, candidateMap, probe} = access;
  const logFile = join(lab.spec.directory, `probe-${access.site}-${when}.log`);
  const argv = probeCommand({
    probe: {
      targets: probe.stun,
      reflector: probe.reflector,
      train: trainFor([models.up, models.down]),
      ...(bindAddress === undefined ? {} : {bindAddress}),
      ...(candidateMap === undefined ? {} : {candidateMap: endpoint(candidateMap)}),
    },
  });
  await lab.spawn(access.host, argv, {logFile}).ended;
  const lines = (await readFile(logFile, 'utf8')).trimEnd().split('\n');
  return parseReport(lines.at(-1) ?? '', `site ${access.site}`, logFile);
}

function parseReport(line: string, where: string, logFile: string): ProbeReport {
  try {
    return JSON.parse(line) as ProbeReport;
  } catch (cause) {
    throw probeFailed(where, logFile, cause);
  }
}

/** Reflectors by their lab: one serves every certification of it. */
const reflectors = new WeakMap<Lab, Promise<void>>();

/** The loopback fabric reflects by itself. */
function startReflector(lab: Lab): Promise<void> {
  const [access] = lab.access;
  if (lab.spec.fabric !== 'netns' || !access) return Promise.resolve();
  const started = reflectors.get(lab) ?? spawnReflector(lab, access.probe.reflector);
  reflectors.set(lab, started);
  return started;
}

async function spawnReflector(lab: Lab, reflect: Endpoint): Promise<void> {
  const logFile = join(lab.spec.directory, 'reflector.log');
  const started = lab.spawn(SERVICES, probeCommand({reflect}), {logFile});
  const deadline = performance.now() + READY_MS_MAX;
  const over = endOf(started);
  while (!(await readFile(logFile, 'utf8')).includes('ready')) {
    if (over() || performance.now() > deadline) throw probeFailed('the core', logFile);
    await delay(READY_POLL_MS);
  }
}

function endOf({ended}: HostProcess): () => boolean {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  return () => over;
}

function endpoint(text: string): Endpoint {
  const [address = '', port] = text.split(':');
  return {address, port: Number(port)};
}

function probeFailed(where: string, logFile: string, cause?: unknown): ClawError {
  return new ClawError(`the probe at ${where} did not work, so the lab is not certified`, {
    code: 'PROBE_FAILED',
    exitCode: ExitCode.invalidRun,
    hint: `Its log says why: ${logFile}`,
    cause,
  });
}
