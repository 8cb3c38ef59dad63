import type {HostAccess} from '../lab.js';
import type {ProbeReport} from '../probe/protocol.js';
import type {MeasuredLink} from '../probe/train.js';
import type {Certification, LinkCertificate, NatCertificate, When} from './certification.js';
import {type Judgement, judgeDirection} from './link-verdict.js';
import {askedNat, isAsAsked, isUndecided, measuredNat} from './nat-verdict.js';
import type {SitePlan} from './site-plan.js';

/** What a probe's report says about a site, beside what was asked of it. */
export function judge(
  {site, nat}: Pick<HostAccess, 'site' | 'nat'>,
  {plan, report, when}: {plan: SitePlan; report: ProbeReport; when: When},
): Certification {
  return {
    nats: [{when, site, nat, ...judgeNat(plan, report)}],
    links: (['up', 'down'] as const).flatMap((direction) =>
      judgeLink(plan, report.link, direction).map((judgement) => ({
        when,
        link: site,
        direction,
        ...judgement,
      })),
    ),
  };
}

function judgeNat(
  plan: SitePlan,
  report: ProbeReport,
): Pick<NatCertificate, 'asked' | 'measured' | 'verdict' | 'because'> {
  const {network, firewall, keepsPorts, natHidden, steady} = plan;
  const asked = askedNat(network, firewall.udp, keepsPorts);
  if (report.nat === undefined) {
    const because = natHidden ?? 'it was not asked';
    return {asked, measured: {udp: asked.udp}, verdict: 'not-judged', because};
  }
  const measured = measuredNat(report.nat, asked);
  if (isAsAsked(asked, measured)) return {asked, measured, verdict: 'as-asked'};
  const silent = measured.udp === 'blocked' || isUndecided(asked, measured);
  if (steady || !silent) return {asked, measured, verdict: 'mismatch'};
  const because = 'its link changes in time and answers were missing';
  return {asked, measured, verdict: 'not-judged', because};
}

function judgeLink(
  {models, firewall, linkHidden}: SitePlan,
  link: MeasuredLink | undefined,
  direction: LinkCertificate['direction'],
): Judgement[] {
  const model = models[direction];
  if (linkHidden === undefined && link) {
    return judgeDirection(model, link[direction], {delayOnly: firewall.udp === 'blocked'});
  }
  const asked = model.delayMs ?? 0;
  return [
    {
      quantity: 'delayMs',
      asked,
      measured: null,
      tolerance: {low: asked, high: asked},
      verdict: 'not-judged',
      because: linkHidden ?? 'nothing came back through its router',
    },
  ];
}
