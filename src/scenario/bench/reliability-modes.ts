import type {MessageMode} from '../reliability/mode.js';

/** Two round trips: long enough for one retransmission of what was lost. */
const LIFETIME_RTTS = 2;

/** The six promises a stream can make, as this bench asks for them. */
export function benchModes(rttMs: number): MessageMode[] {
  const reliabilities: MessageMode['reliability'][] = [
    'reliable',
    {maxRetransmits: 0},
    {lifetimeMs: Math.max(1, LIFETIME_RTTS * rttMs)},
  ];
  return [true, false].flatMap((ordered) =>
    reliabilities.map((reliability) => ({ordered, reliability})),
  );
}
