/** RTP fixed header (RFC 3550 section 5.1): 12 bytes, no CSRC, no extension. */
export const RTP_HEADER_BYTES = 12;

/** Version 2, no padding, no extension, no CSRC: the only first byte we send or accept. */
const FIRST_BYTE = 0x80;

export interface RtpHeader {
  /** 0..127; 64 to 95 are read as RTCP by receivers (RFC 5761 section 4) and must not be used. */
  payloadType: number;
  sequence: number;
  timestamp: number;
  ssrc: number;
}

/** Writes the header at the start of `target`, which holds at least 12 bytes. */
export function writeRtpHeader(target: Uint8Array, header: RtpHeader): void {
  const view = new DataView(target.buffer, target.byteOffset, RTP_HEADER_BYTES);
  view.setUint8(0, FIRST_BYTE);
  view.setUint8(1, header.payloadType);
  view.setUint16(2, header.sequence);
  view.setUint32(4, header.timestamp);
  view.setUint32(8, header.ssrc);
}

/** The payload after our kind of header, without copying; `undefined` for anything else. */
export function rtpPayload(packet: Uint8Array, payloadType: number): Uint8Array | undefined {
  if (packet.length < RTP_HEADER_BYTES || packet[0] !== FIRST_BYTE) return undefined;
  if (((packet[1] ?? 0) & 0x7f) !== payloadType) return undefined;
  return packet.subarray(RTP_HEADER_BYTES);
}
