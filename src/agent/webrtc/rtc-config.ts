import type {RtcConfig, SelectedCandidateInfo} from 'node-datachannel';
import type {Reach} from '../../core/signaling/signal.js';
import {LOOPBACK} from '../turn/relay-bridge.js';
import type {SocketAddress} from './candidate-map.js';
import type {PeerOptions} from './peer-contract.js';

/** A relayed peer only ever talks to the bridge on loopback. */
export function rtcConfig(options: PeerOptions, reach: Reach): RtcConfig {
  const {bindAddress, stun} = options;
  // Otherwise addTrack and createDataChannel would each start a negotiation of their own.
  const config = {iceServers: [], disableAutoNegotiation: true};
  if (reach === 'relayed') return {...config, bindAddress: LOOPBACK};
  return {
    ...config,
    iceServers: stunServer(options) ? [`stun:${stun}`] : [],
    ...(bindAddress === undefined ? {} : {bindAddress}),
  };
}

/** The STUN server to ask; undefined when there is none or the policy refuses it. */
export function stunServer({stun, policy}: PeerOptions): SocketAddress | undefined {
  if (stun === undefined) return undefined;
  const {address, port} = parseHostPort(stun);
  const unbracketed = {address: address.replace(/^\[(.*)\]$/, '$1'), port};
  return policy?.stunServer(unbracketed).allowed === false ? undefined : {address, port};
}

/** RFC 8839 section 5.1; the related address is nobody's business. */
export function relayCandidate({address, port}: SocketAddress): string {
  return `candidate:1 1 UDP 16777215 ${address} ${port} typ relay raddr 0.0.0.0 rport 0`;
}

/** `host:port`, of IPv6 `[address]:port`. */
export function parseHostPort(text: string): SocketAddress {
  const colon = text.lastIndexOf(':');
  return {
    address: text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'),
    port: Number(text.slice(colon + 1)),
  };
}

export function endpoint(info: SelectedCandidateInfo): SocketAddress & {type: string} {
  return {address: info.address, port: info.port, type: info.type};
}
