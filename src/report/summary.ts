import type {ConnectionResult, MeshResult, PathKind, PhasesMs} from '../scenario/events.js';
import {formatMs, formatRtt} from './format.js';
import type {Glyphs} from './glyphs.js';

/**
 * Quantile of unsorted values by linear interpolation (Hyndman and Fan 1996, type 7).
 * @param share 0..1
 * @returns undefined for no values
 */
export function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (sorted.length - 1) * share;
  const below = sorted[Math.floor(rank)];
  const above = sorted[Math.ceil(rank)];
  if (below === undefined || above === undefined) return undefined;
  return below + (above - below) * (rank - Math.floor(rank));
}

/** The measured values of one figure; connections without it are left out. */
export function measured(
  connections: readonly ConnectionResult[],
  figure: (connection: ConnectionResult) => number | undefined,
): number[] {
  return connections.map(figure).filter((value) => value !== undefined);
}

/**
 * The last words of a run: `15 of 15 connected: 9 direct, 6 relay-udp. TTFB p50 231 ms (4.6 RTT)…`,
 * on one line where it fits, and the medians of the parts of TTFB below.
 */
export function summaryLines(result: MeshResult, columns: number, glyphs: Glyphs): string[] {
  const counts = countsSentence(result);
  const figures = figuresSentence(result, glyphs);
  const oneLine = `${counts} ${figures}`.trim();
  const head = oneLine.length <= columns ? [oneLine] : [counts, figures];
  return [...head, ...phasesLine(result, glyphs), ...leftoversLine(result)];
}

const PATH_KINDS: readonly PathKind[] = ['direct', 'relay-udp', 'relay-tcp', 'relay-tls'];

function countsSentence({connections, summary}: MeshResult): string {
  const kinds = PATH_KINDS.flatMap((kind) => {
    const count = connections.filter(
      ({state, path}) => state === 'connected' && path?.kind === kind,
    ).length;
    return count > 0 ? [`${count} ${kind}`] : [];
  });
  const detail = kinds.length > 0 ? `: ${kinds.join(', ')}` : '';
  return `${summary.connected} of ${summary.expected} connected${detail}.`;
}

function figuresSentence({connections, summary}: MeshResult, glyphs: Glyphs): string {
  const parts: string[] = [];
  const {p50, p95} = summary.ttfbMs;
  if (p50 !== null) {
    const rtt = quantile(
      measured(connections, ({ttfbRtt}) => ttfbRtt),
      0.5,
    );
    const inRtt = rtt === undefined ? '' : ` (${formatRtt(rtt)})`;
    const tail = p95 === null ? '' : `, p95 ${formatMs(p95)}`;
    parts.push(`TTFB p50 ${formatMs(p50)}${inRtt}${tail}`);
  }
  const dataChannel = quantile(
    measured(connections, (each) => each.dataChannelTtfbMs),
    0.5,
  );
  if (dataChannel !== undefined) parts.push(`data channel p50 ${formatMs(dataChannel)}`);
  return parts.join(` ${glyphs.separator} `);
}

const PHASES: readonly [keyof PhasesMs, string][] = [
  ['signaling', 'signaling'],
  ['gathering', 'gathering'],
  ['checks', 'checks'],
  ['dtls', 'DTLS'],
  ['firstByte', 'first byte'],
];

/** Medians of parts need not add up to the median of the whole, so each is named as its own. */
function phasesLine({connections}: MeshResult, glyphs: Glyphs): string[] {
  const medians = PHASES.flatMap(([phase, label]) => {
    const median = quantile(
      measured(connections, ({phasesMs}) => phasesMs?.[phase]),
      0.5,
    );
    return median === undefined ? [] : [`${label} ${Number(median.toFixed(median < 10 ? 1 : 0))}`];
  });
  return medians.length > 0 ? [`p50 ms: ${medians.join(` ${glyphs.separator} `)}`] : [];
}

function leftoversLine({leftovers}: MeshResult): string[] {
  if (leftovers === 0) return [];
  return [`${leftovers} left behind by the lab; "claw clean" removes them.`];
}
