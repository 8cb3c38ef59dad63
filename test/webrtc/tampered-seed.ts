import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import {onTestFinished} from 'vitest';
import {WebSocket, WebSocketServer} from 'ws';
import {SeedServer} from '../../src/agent/seed/seed-server.js';
import type {Signal} from '../../src/core/signaling/signal.js';
import {withOtherFingerprint} from './test-peer.js';

/** A seed behind a middleman, who gives the first answer another fingerprint. `said`: by all agents. */
export async function openTamperedSeed(): Promise<{port: number; said: Signal[]}> {
  const seed = await SeedServer.listen('127.0.0.1', 0);
  const front = new WebSocketServer({host: '127.0.0.1', port: 0});
  onTestFinished(() => {
    front.close();
    seed.close();
  });
  await once(front, 'listening');
  const said: Signal[] = [];
  let isTampered = false;
  const pass = (text: string): string => {
    const message = JSON.parse(text) as {signal?: Signal};
    const {signal} = message;
    if (!signal) return text;
    said.push(signal);
    if (isTampered || signal.kind !== 'describe' || signal.replyTo === undefined) return text;
    isTampered = true;
    return JSON.stringify({...message, signal: {...signal, sdp: withOtherFingerprint(signal.sdp)}});
  };
  front.on('connection', (near) => {
    const far = new WebSocket(`ws://127.0.0.1:${seed.port}`);
    const opened = once(far, 'open');
    near.on('message', async (bytes) => {
      await opened;
      far.send(pass(String(bytes)));
    });
    far.on('message', (bytes) => near.send(String(bytes)));
    near.on('close', () => far.close());
    far.on('close', () => near.close());
  });
  return {port: (front.address() as AddressInfo).port, said};
}
