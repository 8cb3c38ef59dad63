import type {PipeKind} from '../../agent/bench/protocol.js';
import type {BenchLab} from './bench-lab.js';

/** What a bench compares: claw, and others in the same run. */
export const PEERS = ['claw-datachannel', 'datachannel', 'cubic', 'bbr', 'udx'] as const;
export type Peer = (typeof PEERS)[number];
export type Carrier = 'claw' | Peer;

/** Those that send messages in every reliability mode. */
export const MESSAGE_CARRIERS = ['claw', 'datachannel'] as const;
export type MessageCarrier = (typeof MESSAGE_CARRIERS)[number];

interface CarrierFacts {
  kind: PipeKind;
  /** What its application writes at once. */
  messageBytes: number;
  congestionControl?: string;
  isEncrypted: boolean;
}

const BULK_MESSAGE_BYTES = 16 * 1024;
/** What one SCTP packet carries: longer messages hold up everything else of their connection. */
const CHANNEL_MESSAGE_BYTES = 1150;

const CARRIERS: Record<Carrier, CarrierFacts> = {
  claw: {kind: 'claw', messageBytes: BULK_MESSAGE_BYTES, isEncrypted: true},
  'claw-datachannel': {
    ...{kind: 'claw-datachannel', isEncrypted: true},
    messageBytes: BULK_MESSAGE_BYTES,
  },
  datachannel: {kind: 'datachannel', messageBytes: CHANNEL_MESSAGE_BYTES, isEncrypted: true},
  cubic: tcp('cubic'),
  bbr: tcp('bbr'),
  udx: {kind: 'udx', messageBytes: BULK_MESSAGE_BYTES, isEncrypted: false},
};

export function carrierFacts(carrier: Carrier): CarrierFacts {
  return CARRIERS[carrier];
}

/** Why a carrier cannot be had here; undefined when it is ready. To be asked before every pipe. */
export async function prepareCarrier(
  bench: BenchLab,
  carrier: Carrier,
  host = 'a1',
): Promise<string | undefined> {
  const {congestionControl} = carrierFacts(carrier);
  if (congestionControl === undefined) return undefined;
  if (await bench.setCongestionControl(host, congestionControl)) return undefined;
  return `this kernel has no ${congestionControl}`;
}

function tcp(congestionControl: string): CarrierFacts {
  return {kind: 'tcp', messageBytes: BULK_MESSAGE_BYTES, congestionControl, isEncrypted: false};
}
