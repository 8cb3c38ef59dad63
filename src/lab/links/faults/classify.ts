import {attributeValue} from '../../../stun/attributes.js';
import {CHANNEL_MAX, CHANNEL_MIN, decodeChannelData} from '../../../stun/channel-data.js';
import {decodeStun} from '../../../stun/decode.js';
import {StunAttributeType, type StunMessage, StunMethod} from '../../../stun/message.js';
import {type DtlsDatagram, readDtls} from './dtls.js';
import {type ClassSet, classBit, type PacketClass} from './packet-class.js';

/** What a UDP payload is by itself, without what came before it. */
export interface Classified {
  classes: ClassSet;
  /** Its DTLS records, or those of the datagram that TURN carries in it. */
  dtls: DtlsDatagram | undefined;
}

/**
 * Classifies a UDP payload by its first byte (RFC 7983) and what follows it. Pure; never throws;
 * what is malformed is of no class but `any`.
 */
export function classify(payload: Buffer): Classified {
  const [first = NOTHING, second = 0] = payload;
  if (first <= STUN_LAST) return classifyStun(payload);
  if (first >= DTLS_FIRST && first <= DTLS_LAST) return classifyDtls(payload);
  if (first >= CHANNEL_MIN >> 8 && first <= CHANNEL_MAX >> 8) return classifyChannelData(payload);
  if (first >= RTP_FIRST && first <= RTP_LAST && payload.length >= RTP_HEADER_BYTES) {
    // RFC 5761 section 4: payload types 64 to 95, without the marker bit, are RTCP.
    const payloadType = second & 0x7f;
    return only(payloadType >= 64 && payloadType <= 95 ? 'rtcp' : 'rtp');
  }
  return only();
}

function classifyStun(payload: Buffer): Classified {
  const message = decodeStun(payload);
  if (message === undefined) return only();
  const data = attributeValue(message, StunAttributeType.data);
  if (message.class === 'indication' && data !== undefined) {
    return within(data, 'stun', 'turn-data');
  }
  if (message.method === StunMethod.binding) return only('stun', ...bindingClasses(message));
  if (message.class === 'request') return only('stun', ...requestClasses(message));
  return message.class === 'indication' ? only('stun') : only('stun', 'turn-response');
}

function bindingClasses(message: StunMessage): PacketClass[] {
  if (message.class === 'indication') return [];
  if (message.class !== 'request') return ['stun-response'];
  const isCheck = attributeValue(message, StunAttributeType.username) !== undefined;
  return isCheck ? ['stun-request', 'stun-check'] : ['stun-request'];
}

function requestClasses({method}: StunMessage): PacketClass[] {
  switch (method) {
    case StunMethod.allocate:
      return ['turn-allocate'];
    case StunMethod.refresh:
      return ['turn-refresh'];
    case StunMethod.createPermission:
      return ['turn-permission'];
    case StunMethod.channelBind:
      return ['turn-channel-bind'];
    default:
      return [];
  }
}

function classifyDtls(payload: Buffer): Classified {
  const dtls = readDtls(payload);
  if (dtls === undefined) return only();
  const data: PacketClass[] = dtls.hasApplicationData ? ['dtls-data'] : [];
  const alert: PacketClass[] = dtls.hasAlert ? ['dtls-alert'] : [];
  return {...only('dtls', ...data, ...alert), dtls};
}

function classifyChannelData(payload: Buffer): Classified {
  const message = decodeChannelData(payload);
  return message === undefined ? only() : within(message.data, 'turn-data');
}

/** Classes of an envelope and of what is in it. TURN in TURN is not looked into. */
function within(data: Buffer, ...envelope: PacketClass[]): Classified {
  const isEnvelope = data.length > 0 && (data[0] as number) >> 4 === CHANNEL_MIN >> 12;
  const inner = isEnvelope ? only() : classify(data);
  return {classes: inner.classes | only(...envelope).classes, dtls: inner.dtls};
}

function only(...names: PacketClass[]): Classified {
  return {
    classes: names.reduce((set, name) => set | classBit(name), ANY),
    dtls: undefined,
  };
}

const ANY = classBit('any');
/** Ranges of RFC 7983 section 7. */
const STUN_LAST = 3;
const DTLS_FIRST = 20;
const DTLS_LAST = 63;
const RTP_FIRST = 128;
const RTP_LAST = 191;
const RTP_HEADER_BYTES = 8;
const NOTHING = 0xff;
