/** A part of an unencrypted handshake message (RFC 6347 section 4.2.2). */
export interface HandshakePart {
  type: number;
  /** Grows from part to part of a flight: message number, then offset. */
  order: number;
  body: Buffer;
}

/** The records of one datagram, by content. */
export interface DtlsDatagram {
  handshake: HandshakePart[];
  hasChangeCipherSpec: boolean;
  /** Handshake messages after ChangeCipherSpec: Finished. */
  hasEncryptedHandshake: boolean;
  hasAlert: boolean;
  hasApplicationData: boolean;
}

/** RFC 5246 section 7.4, RFC 6347 section 4.3.2. */
export const HandshakeType = {
  clientHello: 1,
  serverHello: 2,
  helloVerifyRequest: 3,
  newSessionTicket: 4,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
} as const;

/**
 * Reads the records of a DTLS 1.2 datagram (RFC 6347 section 4.1). Undefined for anything else;
 * never throws. What is encrypted stays unread.
 */
export function readDtls(bytes: Buffer): DtlsDatagram | undefined {
  const datagram: DtlsDatagram = {
    handshake: [],
    hasChangeCipherSpec: false,
    hasEncryptedHandshake: false,
    hasAlert: false,
    hasApplicationData: false,
  };
  let offset = 0;
  while (offset < bytes.length) {
    const end = recordEnd(bytes, offset);
    if (end === undefined) return undefined;
    readRecord(bytes.subarray(offset, end), datagram);
    offset = end;
  }
  return bytes.length === 0 ? undefined : datagram;
}

/** Whether a ClientHello answers a HelloVerifyRequest (RFC 6347 section 4.2.1). */
export function hasCookie({body}: HandshakePart): boolean {
  const sessionIdBytes = body[VERSION_AND_RANDOM_BYTES] ?? 0;
  return (body[VERSION_AND_RANDOM_BYTES + 1 + sessionIdBytes] ?? 0) > 0;
}

function recordEnd(bytes: Buffer, offset: number): number | undefined {
  if (offset + RECORD_HEADER_BYTES > bytes.length) return undefined;
  const type = bytes.readUInt8(offset);
  if (type < ContentType.changeCipherSpec || type > ContentType.applicationData) return undefined;
  if (bytes.readUInt8(offset + 1) !== DTLS_MAJOR) return undefined;
  const end = offset + RECORD_HEADER_BYTES + bytes.readUInt16BE(offset + 11);
  return end > bytes.length ? undefined : end;
}

function readRecord(record: Buffer, datagram: DtlsDatagram): void {
  const isEncrypted = record.readUInt16BE(3) > 0;
  switch (record.readUInt8(0)) {
    case ContentType.changeCipherSpec:
      datagram.hasChangeCipherSpec = true;
      break;
    case ContentType.alert:
      datagram.hasAlert = true;
      break;
    case ContentType.applicationData:
      datagram.hasApplicationData = true;
      break;
    default:
      if (isEncrypted) datagram.hasEncryptedHandshake = true;
      else readHandshake(record.subarray(RECORD_HEADER_BYTES), datagram.handshake);
  }
}

function readHandshake(content: Buffer, parts: HandshakePart[]): void {
  let offset = 0;
  while (offset + HANDSHAKE_HEADER_BYTES <= content.length) {
    const bodyAt = offset + HANDSHAKE_HEADER_BYTES;
    const end = bodyAt + content.readUIntBE(offset + 9, 3);
    parts.push({
      type: content.readUInt8(offset),
      order: content.readUInt16BE(offset + 4) * 2 ** 24 + content.readUIntBE(offset + 6, 3),
      body: content.subarray(bodyAt, end),
    });
    offset = end;
  }
}

const ContentType = {changeCipherSpec: 20, alert: 21, applicationData: 23} as const;
/** First byte of the version of DTLS 1.0 and 1.2. */
const DTLS_MAJOR = 0xfe;
const RECORD_HEADER_BYTES = 13;
const HANDSHAKE_HEADER_BYTES = 12;
const VERSION_AND_RANDOM_BYTES = 34;
