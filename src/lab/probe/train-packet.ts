/** What travels between the sender of a train and the reflector at the other end of the link. */
export type TrainPacket =
  | {kind: 'probe'; session: number; sequence: number; sentNs: bigint}
  /** `reflectedNs` 0: the reflector could not tell when the packet came. */
  | {kind: 'echo'; session: number; sequence: number; sentNs: bigint; reflectedNs: bigint}
  | {kind: 'ask'; session: number}
  | {kind: 'report'; session: number; arrived: ReadonlySet<number>};

/** Most packets of one train: the report of them fits one datagram. */
export const TRAIN_PACKETS_MAX = 4096;

/** Length of a probe and of its echo. */
export const TRAIN_BYTES = 29;

/** Not STUN, TURN channel data, DTLS or RTP: the first byte is none of theirs (RFC 7983). */
const MAGIC = Buffer.from('claw');
const KINDS = ['probe', 'echo', 'ask', 'report'] as const;
const HEADER_BYTES = 9;

export function encodeTrain(packet: TrainPacket): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(head);
  head.writeUInt8(KINDS.indexOf(packet.kind), 4);
  head.writeUInt32BE(packet.session, 5);
  return Buffer.concat([head, body(packet)]);
}

function body(packet: TrainPacket): Buffer {
  if (packet.kind === 'ask') return Buffer.alloc(0);
  if (packet.kind === 'report') return bitmap(packet.arrived);
  const bytes = Buffer.alloc(20);
  bytes.writeUInt32BE(packet.sequence, 0);
  bytes.writeBigUInt64BE(packet.sentNs, 4);
  if (packet.kind === 'echo') bytes.writeBigUInt64BE(packet.reflectedNs, 12);
  return bytes;
}

/** Undefined for anything else; never throws. */
export function decodeTrain(bytes: Buffer): TrainPacket | undefined {
  if (bytes.length < HEADER_BYTES || !bytes.subarray(0, 4).equals(MAGIC)) return undefined;
  const kind = KINDS[bytes.readUInt8(4)];
  const session = bytes.readUInt32BE(5);
  const rest = bytes.subarray(HEADER_BYTES);
  if (kind === 'ask') return {kind, session};
  if (kind === 'report') return {kind, session, arrived: fromBitmap(rest)};
  if (kind === undefined || rest.length !== 20) return undefined;
  const sequence = rest.readUInt32BE(0);
  if (sequence >= TRAIN_PACKETS_MAX) return undefined;
  const common = {session, sequence, sentNs: rest.readBigUInt64BE(4)};
  if (kind === 'probe') return {kind, ...common};
  return {kind, ...common, reflectedNs: rest.readBigUInt64BE(12)};
}

function bitmap(numbers: ReadonlySet<number>): Buffer {
  const bytes = Buffer.alloc((Math.max(-1, ...numbers) >> 3) + 1);
  for (const number of numbers)
    bytes[number >> 3] = (bytes[number >> 3] ?? 0) | (1 << (number & 7));
  return bytes;
}

function fromBitmap(bytes: Buffer): Set<number> {
  const numbers = new Set<number>();
  for (let number = 0; number < bytes.length * 8; number += 1) {
    if (((bytes[number >> 3] ?? 0) >> (number & 7)) & 1) numbers.add(number);
  }
  return numbers;
}
