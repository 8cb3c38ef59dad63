import {
  classText,
  figureText,
  type LinkCertificate,
  type NatCertificate,
  type When,
} from '../lab/certify/certification.js';
import type {RunCertification} from '../scenario/events.js';
import type {Column} from './columns.js';

interface Row {
  subject: string;
  asked: string;
  before: string;
  after: string;
}

/** What was asked and what was measured, side by side: one row for every quantity. */
export function certificateColumns({nats, links}: RunCertification): Column[] {
  const rows = new Map<string, Row>();
  const add = (subject: string, asked: string, when: When, measured: string) => {
    const row = rows.get(subject) ?? {subject, asked, before: '', after: ''};
    // A link that was changed while the mesh was up was asked for twice.
    rows.set(subject, {...row, asked, [when]: measured});
  };
  for (const nat of nats) {
    add(`router ${nat.site} (${nat.nat})`, natText(nat.asked), nat.when, natText(nat.measured));
  }
  for (const link of links) {
    add(linkSubject(link), figureText(link.quantity, link.asked), link.when, measuredText(link));
  }
  const column = (head: string, field: keyof Row): Column => ({
    head,
    rank: 0,
    align: 'left',
    cells: [...rows.values()].map((row) => row[field]),
  });
  return [
    column('certified', 'subject'),
    column('asked', 'asked'),
    column('before', 'before'),
    column('after', 'after'),
  ];
}

/** As RFC 4787 abbreviates: `EIM APDF port-preserving`. */
function natText(nat: NatCertificate['asked']): string {
  const short = (text: string) =>
    text
      .replaceAll('address-and-port-dependent', 'APD')
      .replaceAll('address-dependent', 'AD')
      .replaceAll('endpoint-independent', 'EI');
  return nat.udp === 'blocked' ? classText(nat) : short(natWords(nat));
}

function natWords({mapping, filtering, allocation}: NatCertificate['asked']): string {
  const words = [
    mapping && (mapping === 'none' ? 'no NAT' : `${mapping}M`),
    filtering && `${filtering}F`,
    allocation,
  ];
  return words.filter(Boolean).join(' ');
}

function linkSubject({link, direction, quantity}: LinkCertificate): string {
  return `link ${link} ${direction} ${{delayMs: 'delay', jitterMs: 'jitter', loss: 'loss'}[quantity]}`;
}

function measuredText({quantity, measured, verdict}: LinkCertificate): string {
  if (measured === null) return verdict === 'not-judged' ? 'not judged' : 'nothing';
  return figureText(quantity, measured);
}
