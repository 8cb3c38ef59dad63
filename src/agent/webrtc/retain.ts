import type {DataChannel, Track} from 'node-datachannel';

const retained = new Set<Track | DataChannel>();

/**
 * Keeps a track or channel until the library has told that it is closed. A wrapper that is collected
 * earlier closes its channel without a word, and stays in a list of the library that `cleanup` walks:
 * the process then crashes at its end.
 */
export function retainUntilClosed<T extends Track | DataChannel>(channel: T): T {
  retained.add(channel);
  channel.onClosed(() => retained.delete(channel));
  return channel;
}

/** How many the library still holds. */
export function retainedCount(): number {
  return retained.size;
}
