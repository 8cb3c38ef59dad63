import {once} from 'node:events';
import {connect, createServer, type Socket} from 'node:net';
import {setTimeout as delay} from 'node:timers/promises';
import type {Endpoint} from '../../stun/message.js';
import {timesOf} from './echo-times.js';
import {Punctuality} from './punctuality.js';
import type {EchoTimes, TrainLog} from './train.js';
import {decodeTrain, encodeTrain, TRAIN_BYTES} from './train-packet.js';

export interface TcpTrainOptions {
  reflector: Endpoint;
  packets: number;
  intervalMs: number;
  /** Gives up connecting, and waiting for the last echo, after this. */
  answerMsMax: number;
}

/**
 * A train over one TCP connection, for sites whose firewall drops UDP. TCP hides loss and makes
 * packets wait for each other, so that only the shortest delay says something about the link.
 * Undefined when the connection does not come about.
 */
export async function runTcpTrain(options: TcpTrainOptions): Promise<TrainLog | undefined> {
  const {reflector, packets, intervalMs, answerMsMax} = options;
  const socket = connect({host: reflector.address, port: reflector.port, noDelay: true});
  const signal = AbortSignal.timeout(answerMsMax + packets * intervalMs);
  const echoes = new Map<number, EchoTimes>();
  const punctuality = new Punctuality();
  try {
    await once(socket, 'connect', {signal});
    const complete = new Promise<void>((resolve) => {
      readRecords(socket, (bytes) => {
        const nowNs = process.hrtime.bigint();
        const packet = decodeTrain(bytes);
        if (packet?.kind !== 'echo') return;
        echoes.set(packet.sequence, timesOf(packet, punctuality.isPunctual ? nowNs : undefined));
        if (echoes.size === packets) resolve();
      });
    });
    for (let sequence = 0; sequence < packets; sequence += 1) {
      const sentNs = process.hrtime.bigint();
      socket.write(encodeTrain({kind: 'probe', session: 0, sequence, sentNs}));
      await delay(intervalMs, undefined, {signal});
    }
    await Promise.race([complete, once(signal, 'abort')]);
  } catch {
    if (echoes.size === 0) return undefined;
  } finally {
    socket.destroy();
    punctuality.stop();
  }
  return {sent: packets, arrived: new Set(echoes.keys()), echoes};
}

/** Answers trains over TCP with `answer`; rejects when the address cannot be had. */
export async function listenForTrains(
  {address, port}: Endpoint,
  answer: (bytes: Buffer) => Buffer | undefined,
): Promise<void> {
  const server = createServer({noDelay: true}, (socket) => {
    socket.on('error', () => socket.destroy());
    readRecords(socket, (bytes) => {
      const echo = answer(bytes);
      if (echo) socket.write(echo);
    });
  });
  server.listen(port, address);
  await once(server, 'listening');
}

/** Packets of a train all have the same length, so that a stream of them needs no framing. */
function readRecords(socket: Socket, onRecord: (bytes: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (; rest.length >= TRAIN_BYTES; rest = rest.subarray(TRAIN_BYTES)) {
      onRecord(rest.subarray(0, TRAIN_BYTES));
    }
  });
}
