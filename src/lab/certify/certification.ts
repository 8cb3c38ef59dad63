import type {NatScope} from '../nat/config.js';
import type {SeenAllocation} from '../probe/classify.js';

export type When = 'before' | 'after';

/** A NAT in words that can be asked for and measured alike. `none`: addresses are not translated. */
export interface NatClass {
  mapping: NatScope | 'none' | 'unknown';
  filtering: NatScope | 'unknown';
  /** Absent where the fabric does not model it, or there is no NAT. */
  allocation?: SeenAllocation | 'unknown';
}

export interface NatCertificate {
  when: When;
  site: string;
  /** Name of the preset that was asked for. */
  nat: string;
  asked: NatClass;
  measured: NatClass;
  ok: boolean;
}

/** Times in ms, loss as a share 0..1. */
export interface LinkCertificate {
  when: When;
  link: string;
  direction: 'up' | 'down';
  quantity: 'delayMs' | 'jitterMs' | 'loss';
  asked: number;
  /** Null: nothing came through that could be timed. */
  measured: number | null;
  /** What is taken for what was asked; of loss, what the interval of the measurement must meet. */
  tolerance: {low: number; high: number};
  /** Of loss: the 99 % interval (Clopper and Pearson). */
  interval?: {low: number; high: number};
  ok: boolean;
}

/** What was asked and what an independent probe measured, side by side (docs/certification.md). */
export interface Certification {
  nats: NatCertificate[];
  links: LinkCertificate[];
}

/** Every mismatch in words, each naming the router or the link. */
export function mismatches({nats, links}: Certification): string[] {
  return [
    ...nats.filter(({ok}) => !ok).map(natSentence),
    ...links.filter(({ok}) => !ok).map(linkSentence),
  ];
}

function natSentence({site, nat, asked, measured, when}: NatCertificate): string {
  const differ = (['mapping', 'filtering', 'allocation'] as const).flatMap((what) => {
    const [wanted, seen] = [asked[what], measured[what]];
    return wanted === undefined || wanted === seen
      ? []
      : [`${what} ${seen ?? 'unknown'} instead of ${wanted}`];
  });
  return `router ${site} (${nat}) ${when} the run: ${differ.join(', ')}`;
}

function linkSentence(link: LinkCertificate): string {
  const {quantity, asked, measured, when} = link;
  const value = measured === null ? 'nothing came through' : figure(quantity, measured);
  const name = {delayMs: 'delay', jitterMs: 'jitter', loss: 'loss'}[quantity];
  return `link ${link.link} ${link.direction} ${when} the run: ${name} ${value} instead of ${figure(quantity, asked)}`;
}

function figure(quantity: LinkCertificate['quantity'], value: number): string {
  const digits = Number((quantity === 'loss' ? value * 100 : value).toFixed(2));
  return quantity === 'loss' ? `${digits}%` : `${digits} ms`;
}
