import type {DataChannel, Track} from 'node-datachannel';

const retained = new Set<Track | DataChannel>();
/** Wrappers whose channel is gone without a word. `cleanup` still walks them. */
const empty = new Set<Track | DataChannel>();

/**
 * Keeps a track or channel until the library has told that it is closed. A wrapper that is collected
 * earlier closes its channel without a word, and stays in a list of the library that `cleanup` walks:
 * the process then crashes at its end.
 */
export function retainUntilClosed<T extends Track | DataChannel>(channel: T): T {
  retained.add(channel);
  channel.onClosed(() => release(channel));
  return channel;
}

function release(channel: Track | DataChannel): void {
  retained.delete(channel);
  empty.delete(channel);
}

/** By then threads of the library have closed what was open: most at once, some on a busy machine late. */
const LOOKS_MS = [1000, 4000, 10_000];

/**
 * Listens anew, a little later, to what has not told of its end. Two threads of the library may end one
 * channel at once, and one takes the callback away before the other calls it (libdatachannel, pull
 * request 1384); what nobody heard is kept for the next callback. Where one of the two was ours, there is
 * nothing left to listen to: such a wrapper is `empty` when it has not told by the last look.
 */
export function hearMissedEnds(): void {
  for (const ms of LOOKS_MS) {
    const isLast = ms === LOOKS_MS.at(-1);
    setTimeout(() => listenAnew(isLast), ms).unref();
  }
}

function listenAnew(isLast: boolean): void {
  for (const channel of retained) {
    try {
      channel.onClosed(() => release(channel));
    } catch {
      if (!isLast) continue;
      retained.delete(channel);
      empty.add(channel);
    }
  }
}

/** How many the library still has. */
export function retainedCount(): number {
  return retained.size;
}
