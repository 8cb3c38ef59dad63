import {createSocket, type Socket} from 'node:dgram';
import {once} from 'node:events';
import {setImmediate as turn} from 'node:timers/promises';
import {describe, expect, it, onTestFinished} from 'vitest';
import {Peer} from '../../src/agent/webrtc/peer.js';
import type {PeerOptions} from '../../src/agent/webrtc/peer-contract.js';
import {CALLER_ICE} from '../../src/agent/webrtc/template.js';
import {PolicyEnforcer} from '../../src/policy/enforcer.js';
import {parsePolicyFile} from '../../src/policy/policy-file.js';
import {textAttribute, uint32Attribute, xorAddressAttribute} from '../../src/stun/attributes.js';
import {decodeStun} from '../../src/stun/decode.js';
import {encodeStun} from '../../src/stun/encode.js';
import {StunAttributeType, StunMethod} from '../../src/stun/message.js';

const PERMITTED = '127.0.0.6';
const FORBIDDEN = '127.0.0.5';
/** RFC 8445 section 16.1. */
const Ice = {priority: 0x0024, controlled: 0x8029};

/** A host that knows every caller's credentials, as all do, and asks whether it is heard. */
class Host {
  readonly socket: Socket;
  answers = 0;
  #onAnswer: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('message', (bytes, from) => {
      const message = decodeStun(bytes);
      if (message?.class === 'request') this.#answer(message.transactionId, from);
      if (message?.class !== 'success') return;
      this.answers += 1;
      this.#onAnswer();
    });
  }

  static async at(address: string): Promise<Host> {
    const socket = createSocket('udp4');
    onTestFinished(() => void socket.close());
    socket.bind(0, address);
    await once(socket, 'listening');
    return new Host(socket);
  }

  get port(): number {
    return this.socket.address().port;
  }

  check(peer: Peer): Promise<void> {
    const answered = new Promise<void>((resolve) => {
      this.#onAnswer = resolve;
    });
    const attributes = [
      textAttribute(StunAttributeType.username, `${CALLER_ICE.iceUfrag}:host`),
      uint32Attribute(Ice.priority, 1),
      {type: Ice.controlled, value: Buffer.alloc(8, 7)},
    ];
    const transactionId = Buffer.alloc(12, 1);
    const bytes = encodeStun(
      {class: 'request', method: StunMethod.binding, transactionId, attributes},
      {key: Buffer.from(CALLER_ICE.icePwd), fingerprint: true},
    );
    this.socket.send(bytes, portOf(peer), '127.0.0.1');
    return answered;
  }

  /** As a STUN server does. */
  #answer(transactionId: Buffer, from: {address: string; port: number}): void {
    const mapped = xorAddressAttribute(StunAttributeType.xorMappedAddress, from, transactionId);
    const message = {class: 'success', method: StunMethod.binding, transactionId} as const;
    const bytes = encodeStun({...message, attributes: [mapped]}, {fingerprint: true});
    this.socket.send(bytes, from.port, from.address);
  }
}

/** Whether `host` is heard, told by `witness`, who is and asks later. */
async function isHeard(peer: Peer, host: Host, witness: Host): Promise<boolean> {
  const before = host.answers;
  void host.check(peer);
  await witness.check(peer);
  await turn();
  return host.answers > before;
}

const deny = (...networks: string[]) =>
  parsePolicyFile(JSON.stringify({remote: {deny: networks}}), 'policy.yaml');
const enforcerOf = (...networks: string[]) =>
  new PolicyEnforcer(deny(...networks), 'own', () => undefined);

function gatherer(options: PeerOptions): Peer {
  const kind = {role: 'caller', reach: 'direct', dtlsClient: 'caller'} as const;
  const peer = new Peer('caller', kind, {bindAddress: '127.0.0.1', ...options});
  onTestFinished(() => peer.close());
  return peer;
}

/** Resolves with why the peer closed. */
function closeOf(peer: Peer): Promise<string> {
  return new Promise((resolve) => {
    peer.attach({
      remote: 'friend',
      candidate: () => undefined,
      checked: () => undefined,
      open: () => undefined,
      packet: () => undefined,
      channelOpen: () => undefined,
      channelMessage: () => undefined,
      closed: resolve,
    });
  });
}

function portOf(peer: Peer): number {
  return Number(peer.candidates[0]?.line.split(' ')[5]);
}

describe.runIf(process.platform === 'linux')('a direct peer with a policy', () => {
  it('hears the STUN server alone until it is known who the other agent is', async () => {
    const [server, host] = await Promise.all([Host.at('127.0.0.9'), Host.at(PERMITTED)]);
    const peer = gatherer({policy: enforcerOf(FORBIDDEN), stun: `127.0.0.9:${server.port}`});
    await peer.gathered;
    expect(await isHeard(peer, host, server)).toBe(false);
    void closeOf(peer);
    expect(await isHeard(peer, host, server)).toBe(true);
  });

  it('then hears permitted addresses only, and others under another policy', async () => {
    const [permitted, forbidden] = await Promise.all([Host.at(PERMITTED), Host.at(FORBIDDEN)]);
    const policy = enforcerOf(FORBIDDEN);
    const peer = gatherer({policy});
    await peer.gathered;
    void closeOf(peer);
    expect(await isHeard(peer, forbidden, permitted)).toBe(false);
    policy.policy = deny(PERMITTED);
    expect(peer.enforcePolicy()).toBe(true);
    expect(await isHeard(peer, permitted, forbidden)).toBe(false);
  });

  it.each([
    ['without a policy', {}],
    ['with one that restricts nothing', {policy: enforcerOf()}],
  ])('hears everybody %s', async (_, options) => {
    const [host, witness] = await Promise.all([Host.at(FORBIDDEN), Host.at(PERMITTED)]);
    const peer = gatherer(options);
    await peer.gathered;
    void closeOf(peer);
    expect(await isHeard(peer, host, witness)).toBe(true);
  });

  it('closes when there can be no filter, and says why', async () => {
    const many = Array.from(
      {length: 600},
      (_, index) => `10.${index >> 7}.${(index & 127) * 2}.0/24`,
    );
    const peer = gatherer({policy: enforcerOf(...many)});
    expect(await closeOf(peer)).toMatch(/^policy: no socket filter: too many networks/);
    expect(peer.closed).toBe(true);
  });
});
