import {encodeChannelData} from '../../../../../src/stun/channel-data.js';
import {encodeStun} from '../../../../../src/stun/encode.js';
import {StunAttributeType, type StunClass, StunMethod} from '../../../../../src/stun/message.js';

const transactionId = Buffer.alloc(12, 7);

export function stun(
  method: keyof typeof StunMethod,
  kind: StunClass,
  attributes: Partial<Record<keyof typeof StunAttributeType, Buffer>> = {},
): Buffer {
  const list = Object.entries(attributes).map(([name, value]) => ({
    type: StunAttributeType[name as keyof typeof StunAttributeType],
    value,
  }));
  return encodeStun({class: kind, method: StunMethod[method], transactionId, attributes: list});
}

export const check = stun('binding', 'request', {username: Buffer.from('a:b')});
export const refresh = stun('refresh', 'request');
export const channelData = (data: Buffer) => encodeChannelData(0x4001, data);
export const rtp = Buffer.from([0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]);

/** One DTLS 1.2 record (RFC 6347 section 4.1). */
function record(type: number, epoch: number, content: Buffer): Buffer {
  const header = Buffer.from([type, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt16BE(content.length, 11);
  return Buffer.concat([header, content]);
}

/** One unencrypted handshake message, or a fragment of it from `offset` (section 4.2.2). */
export function handshake(type: number, messageSeq: number, body = Buffer.alloc(4), offset = 0) {
  const header = Buffer.alloc(12);
  header.writeUInt8(type, 0);
  header.writeUIntBE(offset + body.length, 1, 3);
  header.writeUInt16BE(messageSeq, 4);
  header.writeUIntBE(offset, 6, 3);
  header.writeUIntBE(body.length, 9, 3);
  return record(22, 0, Buffer.concat([header, body]));
}

/** Version, random, an empty session id and a cookie of this length (section 4.2.1). */
export function clientHello(cookieBytes: number): Buffer {
  const body = Buffer.concat([
    Buffer.alloc(34),
    Buffer.from([0, cookieBytes]),
    Buffer.alloc(cookieBytes),
  ]);
  return handshake(1, cookieBytes > 0 ? 1 : 0, body);
}

export const changeCipherSpec = record(20, 0, Buffer.from([1]));
export const finished = record(22, 1, Buffer.alloc(40));
export const alert = record(21, 1, Buffer.alloc(26));
export const data = record(23, 1, Buffer.alloc(60));
