import {readdirSync} from 'node:fs';
import {openPeerCount} from '../webrtc/open-peers.js';
import {retainedCount} from '../webrtc/retain.js';
import type {ProcessUsage} from './protocol.js';

/** What this process holds now. */
export function processUsage(): ProcessUsage {
  const {rss, heapUsed} = process.memoryUsage();
  return {
    rssBytes: rss,
    heapBytes: heapUsed,
    openFiles: openFiles(),
    peers: openPeerCount(),
    channels: retainedCount(),
  };
}

/** `/proc` is Linux'. The directory that is read is one of them. */
function openFiles(): number | null {
  try {
    return readdirSync('/proc/self/fd').length - 1;
  } catch {
    return null;
  }
}
