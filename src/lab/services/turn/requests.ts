import {
  attributeValue,
  uint32Attribute,
  uint32Of,
  xorAddressAttribute,
  xorAddressesOf,
} from '../../../stun/attributes.js';
import {CHANNEL_MAX, CHANNEL_MIN} from '../../../stun/channel-data.js';
import {type Endpoint, type StunMessage, StunAttributeType as Type} from '../../../stun/message.js';
import type {Allocation} from './allocation.js';
import {type Answer, failure, success} from './answer.js';

/** Seconds; RFC 8656 section 7.2 asks for a default of ten minutes and a bound of our choice. */
const LIFETIME_DEFAULT = 600;
const LIFETIME_MAX = 3600;
const UDP = 17;
const IPV4 = 1;

export const BAD_REQUEST: Answer = failure(400, 'Bad Request');
export const MISMATCH: Answer = failure(437, 'Allocation Mismatch');

/** Seconds an allocation gets for what the request asks. */
export function grantedLifetime(request: StunMessage): number {
  const asked = uint32Of(request, Type.lifetime) ?? LIFETIME_DEFAULT;
  return Math.min(Math.max(asked, LIFETIME_DEFAULT), LIFETIME_MAX);
}

/** What speaks against an Allocate request itself (RFC 8656 section 7.2). */
export function allocateRefusal(request: StunMessage): Answer | undefined {
  const transport = attributeValue(request, Type.requestedTransport);
  if (transport?.length !== 4) return BAD_REQUEST;
  if (transport.readUInt8(0) !== UDP) return failure(442, 'Unsupported Transport Protocol');
  const family = attributeValue(request, Type.requestedAddressFamily);
  if (family !== undefined && (family.length !== 4 || family.readUInt8(0) !== IPV4)) {
    return failure(440, 'Address Family not Supported');
  }
  return undefined;
}

export function allocated(nowMs: number, allocation: Allocation, request: StunMessage): Answer {
  const {transactionId} = request;
  const lifetime = Math.round((allocation.expiresAtMs - nowMs) / 1000);
  return success(
    xorAddressAttribute(Type.xorRelayedAddress, allocation.relay, transactionId),
    uint32Attribute(Type.lifetime, lifetime),
    xorAddressAttribute(Type.xorMappedAddress, allocation.client, transactionId),
  );
}

/** RFC 8656 section 10.2. */
export function createPermission(
  nowMs: number,
  allocation: Allocation,
  request: StunMessage,
): Answer {
  const peers = xorAddressesOf(request, Type.xorPeerAddress);
  if (peers === undefined || peers.length === 0) return BAD_REQUEST;
  if (peers.some(isIpv6)) return failure(443, 'Peer Address Family Mismatch');
  if (
    !allocation.permit(
      peers.map(({address}) => address),
      nowMs,
    )
  )
    return failure(508, 'Insufficient Capacity');
  return success();
}

/** RFC 8656 section 12.2. */
export function channelBind(nowMs: number, allocation: Allocation, request: StunMessage): Answer {
  const value = attributeValue(request, Type.channelNumber);
  const peer = xorAddressesOf(request, Type.xorPeerAddress)?.[0];
  if (value?.length !== 4 || peer === undefined) return BAD_REQUEST;
  if (isIpv6(peer)) return failure(443, 'Peer Address Family Mismatch');
  const channel = value.readUInt16BE(0);
  if (channel < CHANNEL_MIN || channel > CHANNEL_MAX) return BAD_REQUEST;
  if (!allocation.bind(channel, peer, nowMs)) return BAD_REQUEST;
  if (!allocation.permit([peer.address], nowMs)) return failure(508, 'Insufficient Capacity');
  return success();
}

function isIpv6({address}: Endpoint): boolean {
  return address.includes(':');
}
