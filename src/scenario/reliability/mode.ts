/** What a stream promises for a message, as it was when the message was sent. */
export interface MessageMode {
  ordered: boolean;
  reliability: 'reliable' | {maxRetransmits: number} | {lifetimeMs: number};
}

/** Modes as figures group them: whatever the number of retransmits or the lifetime. */
export const MODE_NAMES = [
  'ordered reliable',
  'ordered retransmits',
  'ordered lifetime',
  'unordered reliable',
  'unordered retransmits',
  'unordered lifetime',
] as const;

export type ModeName = (typeof MODE_NAMES)[number];

const UNORDERED = 3;
const KINDS = UNORDERED;

/** Index in `MODE_NAMES`. */
export function modeIndex({ordered, reliability}: MessageMode): number {
  const first = ordered ? 0 : UNORDERED;
  if (reliability === 'reliable') return first;
  return first + ('maxRetransmits' in reliability ? 1 : 2);
}

export function isOrdered(mode: number): boolean {
  return mode < UNORDERED;
}

export function isReliable(mode: number): boolean {
  return mode % KINDS === 0;
}
