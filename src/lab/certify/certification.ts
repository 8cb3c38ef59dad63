import type {NatScope} from '../nat/config.js';
import type {SeenAllocation} from '../probe/classify.js';

export type When = 'before' | 'after';

/** `not-judged`: nothing measured could tell; `because` says why. */
export type Verdict = 'as-asked' | 'mismatch' | 'not-judged';

/** A site's routers as they act together, in words that can be asked for and measured alike. */
export interface NatClass {
  /** `blocked`: no answer to any question over UDP. */
  udp: 'open' | 'blocked';
  /** `none`: addresses are not translated. Absent, as the others: not asked for, or not seen. */
  mapping?: NatScope | 'none';
  filtering?: NatScope;
  /** Absent too where the fabric does not model it. */
  allocation?: SeenAllocation;
}

export interface NatCertificate {
  when: When;
  site: string;
  /** Name of the preset that was asked for. */
  nat: string;
  asked: NatClass;
  measured: NatClass;
  verdict: Verdict;
  because?: string;
}

/** Times in ms, loss as a share 0..1. */
export interface LinkCertificate {
  when: When;
  link: string;
  direction: 'up' | 'down';
  quantity: 'delayMs' | 'jitterMs' | 'loss';
  asked: number;
  /** Null: nothing came through that could be measured. */
  measured: number | null;
  /** What is taken for what was asked; of loss, what the interval of the measurement must meet. */
  tolerance: {low: number; high: number};
  /** Of loss: the 99 % interval (Clopper and Pearson). */
  interval?: {low: number; high: number};
  verdict: Verdict;
  because?: string;
}

/** What was asked and what an independent probe measured, side by side (docs/certification.md). */
export interface Certification {
  nats: NatCertificate[];
  links: LinkCertificate[];
}

/** Every mismatch in words, each naming the router or the link. */
export function mismatches({nats, links}: Certification): string[] {
  const differs = ({verdict}: {verdict: Verdict}) => verdict === 'mismatch';
  return [...nats.filter(differs).map(natSentence), ...links.filter(differs).map(linkSentence)];
}

function natSentence({site, nat, asked, measured, when}: NatCertificate): string {
  const subject = `router ${site} (${nat}) ${when} the run`;
  if (asked.udp !== measured.udp) {
    return asked.udp === 'blocked'
      ? `${subject}: asked for UDP blocked, measured UDP that passes`
      : `${subject}: asked for ${classText(asked)}, measured no answer over UDP`;
  }
  const differ = QUANTITIES.filter(
    (what) => asked[what] !== undefined && asked[what] !== measured[what],
  );
  const text = (of: NatClass) => differ.map((what) => `${of[what] ?? 'unknown'} ${what}`);
  return `${subject}: asked for ${text(asked).join(', ')}, measured ${text(measured).join(', ')}`;
}

const QUANTITIES = ['mapping', 'filtering', 'allocation'] as const;

/** `endpoint-independent mapping, address-dependent filtering`. */
export function classText(nat: NatClass): string {
  if (nat.udp === 'blocked') return 'UDP blocked';
  return QUANTITIES.flatMap((what) => (nat[what] ? [`${nat[what]} ${what}`] : [])).join(', ');
}

function linkSentence(link: LinkCertificate): string {
  const {quantity, asked, measured, when} = link;
  const value = measured === null ? 'nothing that came through' : figureText(quantity, measured);
  const name = {delayMs: 'delay', jitterMs: 'jitter', loss: 'loss'}[quantity];
  return `link ${link.link} ${link.direction} ${when} the run: asked for ${figureText(quantity, asked)} ${name}, measured ${value}`;
}

/** `12.7 ms`, `3%`. */
export function figureText(quantity: LinkCertificate['quantity'], value: number): string {
  const digits = Number((quantity === 'loss' ? value * 100 : value).toFixed(2));
  return quantity === 'loss' ? `${digits}%` : `${digits} ms`;
}
