import {randomInt} from 'node:crypto';
import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import type {Endpoint} from '../../stun/message.js';
import {timesOf} from './echo-times.js';
import {Punctuality} from './punctuality.js';
import type {EchoTimes, TrainLog} from './train.js';
import {decodeTrain, encodeTrain} from './train-packet.js';

export interface LinkProbeOptions {
  reflector: Endpoint;
  bindAddress?: string;
  /** Below `TRAIN_PACKETS_MAX`. */
  packets: number;
  /** Between two packets. */
  intervalMs: number;
  /** Gives up waiting for answers after this. */
  answerMsMax: number;
}

/** The report is asked for again after this, until it comes. */
const ASK_MS = 50;
/** Answers that are slower than all before them by more than this are lost. */
const GRACE_MS = 60;
/**
 * After a pause of the process its timers are late and its packets still unread: silence counts only
 * once they had this many turns.
 */
const QUIET_TURNS = 3;

/**
 * Sends a train of packets to a reflector and times both ways: one clock serves all processes of a
 * machine, so one-way delays need no symmetry.
 */
export async function runTrain(options: LinkProbeOptions): Promise<TrainLog> {
  const {reflector, bindAddress, packets, intervalMs, answerMsMax} = options;
  const socket = createSocket('udp4');
  socket.on('error', () => undefined);
  socket.bind(0, bindAddress);
  await once(socket, 'listening');
  const session = randomInt(2 ** 32);
  const echoes = new Map<number, EchoTimes>();
  const punctuality = new Punctuality();
  let arrived: ReadonlySet<number> | undefined;
  let slowestMs = 0;
  let heardMs = performance.now();
  let quietTurns = 0;
  socket.on('message', (bytes) => {
    const nowNs = process.hrtime.bigint();
    const packet = decodeTrain(bytes);
    if (packet?.session !== session) return;
    const news = packet.kind !== 'report' || packet.arrived.size !== arrived?.size;
    if (news) [heardMs, quietTurns] = [performance.now(), 0];
    if (packet.kind === 'report') arrived = packet.arrived;
    if (packet.kind !== 'echo' || echoes.has(packet.sequence)) return;
    slowestMs = Math.max(slowestMs, Number(nowNs - packet.sentNs) / 1e6);
    echoes.set(packet.sequence, timesOf(packet, punctuality.isPunctual ? nowNs : undefined));
  });
  const send = (bytes: Buffer) =>
    socket.send(bytes, reflector.port, reflector.address, () => undefined);

  await paced(packets, intervalMs, (sequence) =>
    send(encodeTrain({kind: 'probe', session, sequence, sentNs: process.hrtime.bigint()})),
  );
  const endMs = performance.now() + answerMsMax;
  await until(ASK_MS, () => {
    const nowMs = performance.now();
    quietTurns += 1;
    if (nowMs > endMs || echoes.size === packets) return true;
    // What the report leaves open is either lost or still on its way.
    const quiet = quietTurns > QUIET_TURNS && nowMs - heardMs >= slowestMs + GRACE_MS;
    if (arrived && quiet) return true;
    send(encodeTrain({kind: 'ask', session}));
    return false;
  });
  socket.close();
  punctuality.stop();
  return {sent: packets, arrived: new Set([...(arrived ?? []), ...echoes.keys()]), echoes};
}

/** Calls `act` with 0, 1, …: never two at once, which would be a burst of our own making. */
async function paced(count: number, intervalMs: number, act: (n: number) => void): Promise<void> {
  let next = 0;
  await until(intervalMs, () => {
    act(next);
    next += 1;
    return next === count;
  });
}

function until(everyMs: number, done: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (!done()) return;
      clearInterval(timer);
      resolve();
    }, everyMs);
  });
}
