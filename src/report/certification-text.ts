import type {RunCertification, RunEvent} from '../scenario/events.js';
import {formatCount} from './format.js';
import type {Glyphs} from './glyphs.js';

type Pass = Pick<Extract<RunEvent, {type: 'certification'}>, 'nats' | 'links' | 'mismatches'>;

/** What one pass found, in counts: `3 routers, 6 link directions  as asked`. */
export function passCounts(pass: Pass): string {
  const hidden = notJudged(pass).length;
  return [
    countsOf(pass),
    pass.mismatches.length > 0 ? formatCount(pass.mismatches.length, 'mismatch', 'es') : 'as asked',
    ...(hidden > 0 ? [`${hidden} not judged`] : []),
  ].join('  ');
}

/** The end of a run's result: whether the network was what was asked for. */
export function certificationSummary(certification: RunCertification, glyphs: Glyphs): string[] {
  const {verdict, nats, mismatches} = certification;
  if (verdict === 'off') return ['Not certified: --no-certify.'];
  if (nats.length === 0) return ['Not certified: it ended before.'];
  const hidden = notJudged(certification).map((text) => `  not judged: ${text}`);
  if (verdict === 'invalid') {
    const lines = mismatches.map((text) => `${glyphs.disagrees} ${text}`);
    return ['The network was not what was asked for:', ...lines, ...hidden];
  }
  const when = verdict === 'valid' ? 'before and after' : 'before';
  return [`Certified ${when}: ${countsOf(certification)} as asked.`, ...hidden];
}

/** Each router and link direction once, however often it was measured. */
function countsOf({nats, links}: Pick<Pass, 'nats' | 'links'>): string {
  const judged = <T extends {verdict: string}>(list: readonly T[]) =>
    list.filter(({verdict}) => verdict !== 'not-judged');
  const routers = new Set(judged(nats).map(({site}) => site));
  const directions = new Set(judged(links).map(({link, direction}) => `${link} ${direction}`));
  return `${formatCount(routers.size, 'router')}, ${formatCount(directions.size, 'link direction')}`;
}

/** `link s2 (its site's firewall drops UDP)`, each once. */
function notJudged({nats, links}: Pick<Pass, 'nats' | 'links'>): string[] {
  const text = (name: string, {verdict, because}: {verdict: string; because?: string}) =>
    verdict === 'not-judged' ? [`${name} (${because})`] : [];
  return [
    ...new Set([
      ...nats.flatMap((each) => text(`router ${each.site}`, each)),
      ...links.flatMap((each) => text(`link ${each.link} ${each.direction}`, each)),
    ]),
  ];
}
