import type {EchoTimes} from './train.js';
import type {TrainPacket} from './train-packet.js';

/** The times an echo tells. `nowNs`: when it came; undefined where that is not known. */
export function timesOf(
  {sentNs, reflectedNs}: Extract<TrainPacket, {kind: 'echo'}>,
  nowNs: bigint | undefined,
): EchoTimes {
  if (reflectedNs === 0n) return {};
  const upMs = Number(reflectedNs - sentNs) / 1e6;
  return nowNs === undefined ? {upMs} : {upMs, downMs: Number(nowNs - reflectedNs) / 1e6};
}
