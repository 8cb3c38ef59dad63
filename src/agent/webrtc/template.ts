import nodeDataChannel, {type PeerConnection, type RtcConfig} from 'node-datachannel';
import {withoutCandidates, withoutFingerprint} from './description.js';
import {addSections} from './sections.js';

/** ICE credentials of every offer (docs/decisions/gather-ahead.md). RFC 8839 section 5.4: letters, digits, + and / only. */
export const CALLER_ICE = {iceUfrag: 'claw', icePwd: 'claw/caller/connectivity'} as const;

/** The offer any caller would make, from nobody. It needs a PeerConnection of its own, once. */
export function templateOffer(): string {
  template ??= makeTemplate();
  return template;
}

let template: string | undefined;

function makeTemplate(): string {
  const config: RtcConfig = {
    iceServers: [],
    disableAutoNegotiation: true,
    disableAutoGathering: true,
  };
  const connection: PeerConnection = new nodeDataChannel.PeerConnection('template', config);
  const {channel, packets} = addSections(connection, 1);
  connection.setLocalDescription('offer', CALLER_ICE);
  const sdp = connection.localDescription()?.sdp ?? '';
  channel.close();
  packets.close();
  connection.close();
  return withoutFingerprint(withoutCandidates(sdp));
}
