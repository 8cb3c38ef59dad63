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

/** By then threads of the library have closed what was open: most at once, some on a busy machine late. */
const LOOKS_MS = [1000, 4000, 10_000];

/**
 * Listens anew, a little later, to what has not told of its end. Two threads of the library may end one
 * channel at once, and one takes the callback away before the other calls it (libdatachannel, pull
 * request 1384); what nobody heard is kept for the next callback.
 */
export function hearMissedEnds(): void {
  for (const ms of LOOKS_MS) setTimeout(listenAnew, ms).unref();
}

function listenAnew(): void {
  for (const channel of retained) {
    try {
      channel.onClosed(() => retained.delete(channel));
    } catch {
      // It was taken down with the library.
    }
  }
}

/** How many the library still holds. */
export function retainedCount(): number {
  return retained.size;
}
