import nodeDataChannel, {type DataChannel, type PeerConnection, type Track} from 'node-datachannel';
import {retainUntilClosed} from './retain.js';

/** Dynamic payload type (RFC 3551 section 6), outside the range that is read as RTCP. */
export const PAYLOAD_TYPE = 96;
/** Media identification tag of the packet pipe; candidates belong to it. */
const MEDIA_ID = 'claw';

/** Adds the two sections every claw description has: one video track, one data channel. */
export function addSections(
  connection: PeerConnection,
  ssrc: number,
): {track: Track; channel: DataChannel} {
  const video = new nodeDataChannel.Video(MEDIA_ID, 'SendRecv');
  video.addVP8Codec(PAYLOAD_TYPE);
  video.addSSRC(ssrc, 'claw', 'claw', 'claw');
  return {
    track: retainUntilClosed(connection.addTrack(video)),
    channel: retainUntilClosed(connection.createDataChannel('claw')),
  };
}
