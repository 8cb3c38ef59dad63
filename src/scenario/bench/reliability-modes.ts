import type {MessageMode} from '../reliability/mode.js';

/** Long enough for one retransmission of a frame whose loss the next frames have to show. */
const LIFETIME_RTTS = 3;

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
