import nodeDataChannel, {type DataChannel, type PeerConnection, type Track} from 'node-datachannel';
import {retainUntilClosed} from './retain.js';

/** Dynamic payload type (RFC 3551 section 6), outside the range that is read as RTCP. */
export const PAYLOAD_TYPE = 96;
/** Media identification tag of the packet pipe; candidates belong to it. */
export const MEDIA_ID = 'claw';

/** Above what the library gives to channels it numbers itself, below what it has room for (1024). */
const PACKETS_CHANNEL_ID = 1000;

/**
 * Adds the two sections every claw description has: one video track, and one for data channels. Of
 * those there are two: `channel` for messages, and `packets` for those who send packets on it, which
 * both ends know of beforehand and so needs no round trip to open (RFC 8832 section 4).
 */
export function addSections(
  connection: PeerConnection,
  ssrc: number,
): {track: Track; channel: DataChannel; packets: DataChannel} {
  const video = new nodeDataChannel.Video(MEDIA_ID, 'SendRecv');
  video.addVP8Codec(PAYLOAD_TYPE);
  video.addSSRC(ssrc, 'claw', 'claw', 'claw');
  const packets = {negotiated: true, id: PACKETS_CHANNEL_ID, unordered: true, maxRetransmits: 0};
  return {
    track: retainUntilClosed(connection.addTrack(video)),
    channel: retainUntilClosed(connection.createDataChannel('claw')),
    packets: retainUntilClosed(connection.createDataChannel('claw-packets', packets)),
  };
}
