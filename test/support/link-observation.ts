/** What a train over a link was, at both ends. Times are in ms on one clock. */
export interface LinkObservation {
  /** By number, from 0, never going backwards. */
  sentMs: readonly number[];
  /** In the order they came. */
  arrivals: readonly {packet: number; atMs: number}[];
}

/** Figures in which drivers are compared. */
export interface LinkFigures {
  lost: number;
  /** Mean number of packets lost in a row; 0 without loss. */
  burstPackets: number;
  duplicated: number;
  /** Packets that came after one that was sent later. */
  reordered: number;
  /** From the first arrival to the last, in packets a second. */
  arrivalsPerSecond: number;
  delayP10Ms: number;
  delayP50Ms: number;
  delayP90Ms: number;
}

export function figuresOf({sentMs, arrivals}: LinkObservation): LinkFigures {
  const came = new Set(arrivals.map(({packet}) => packet));
  const lost = sentMs.flatMap((_, packet) => (came.has(packet) ? [] : [packet]));
  const bursts = lost.filter((packet) => packet === 0 || came.has(packet - 1)).length;
  const delaysMs = delaysOf({sentMs, arrivals});
  const spanMs = (arrivals.at(-1)?.atMs ?? 0) - (arrivals[0]?.atMs ?? 0);
  return {
    lost: lost.length,
    burstPackets: bursts === 0 ? 0 : lost.length / bursts,
    duplicated: arrivals.length - came.size,
    reordered: countReordered(arrivals.map(({packet}) => packet)),
    arrivalsPerSecond: ((arrivals.length - 1) * 1000) / spanMs,
    delayP10Ms: quantile(delaysMs, 0.1),
    delayP50Ms: quantile(delaysMs, 0.5),
    delayP90Ms: quantile(delaysMs, 0.9),
  };
}

/** One-way delays of all that came, sorted. */
export function delaysOf({sentMs, arrivals}: LinkObservation): Float64Array {
  return Float64Array.from(arrivals, ({packet, atMs}) => atMs - (sentMs[packet] ?? 0)).sort();
}

function countReordered(packets: readonly number[]): number {
  let [reordered, highest] = [0, -1];
  for (const packet of packets) {
    if (packet < highest) reordered++;
    highest = Math.max(highest, packet);
  }
  return reordered;
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}
