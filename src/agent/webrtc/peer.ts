import {randomInt} from 'node:crypto';
import nodeDataChannel, {
  type DataChannel,
  type PeerConnection,
  type RtcConfig,
  type SelectedCandidateInfo,
  type Track,
} from 'node-datachannel';
import type {Candidate, Reach} from '../../core/signaling/signal.js';
import {RTP_HEADER_BYTES, rtpPayload, writeRtpHeader} from '../../core/wire/rtp.js';
import type {CandidateMap, SocketAddress} from './candidate-map.js';
import {parseCandidateLine, readdress, withDtlsClient, withoutCandidates} from './description.js';
import {guard} from './guard.js';
import {retainUntilClosed} from './retain.js';
import {addSections, PAYLOAD_TYPE} from './sections.js';
import {CALLER_ICE, templateOffer} from './template.js';

/** How long a description may wait for candidates before it goes out and the rest trickles. */
const GATHER_MS_MAX = 1500;
/** The other agent is told the reason, and takes no more (core/signaling/signal.ts). */
const REASON_CHARS_MAX = 256;

export interface PeerOptions {
  bindAddress?: string;
  stun?: string;
  turn?: {server: string; username: string; password: string};
  candidateMap?: CandidateMap;
}

/** What a peer is made for; settled before it gathers. */
export interface PeerKind {
  role: 'caller' | 'callee';
  reach: Reach;
  /** Means something for callees only: a caller learns it from the answer. */
  dtlsClient: 'caller' | 'callee';
}

/** What a peer tells its owner. Every callback runs on the event loop, none after `close`. */
export interface PeerListener {
  candidate(candidate: Candidate): void;
  /** The first working candidate pair. */
  checked(): void;
  /** Packets can be sent. */
  open(): void;
  packet(payload: Uint8Array): void;
  channelOpen(): void;
  channelMessage(message: string): void;
  closed(reason: string): void;
}

export interface SelectedPair {
  local: SocketAddress & {type: string};
  remote: SocketAddress & {type: string};
}

/**
 * One PeerConnection used as a packet pipe: an SRTP track carries our packets, a plain data channel
 * stands beside it. Gathering starts at once, so that a peer made ahead of time is ready to be used.
 */
export class Peer {
  readonly candidates: Candidate[] = [];
  /** Settles when every candidate is known, or after `GATHER_MS_MAX`. */
  readonly gathered: Promise<void>;
  readonly #kind: PeerKind;
  readonly #connection: PeerConnection;
  readonly #track: Track;
  readonly #channel: DataChannel;
  readonly #incoming: DataChannel[] = [];
  readonly #candidateMap: CandidateMap | undefined;
  readonly #ssrc = randomInt(1, 0xffff_ffff);
  readonly #packet = new Uint8Array(1500);
  #sequence = randomInt(0x1_0000);
  #listener: PeerListener | undefined;
  #checked = false;
  #closed = false;
  #mapping = 0;
  #gatheringDone = false;
  #settleGathered: () => void = () => undefined;

  constructor(name: string, kind: PeerKind, options: PeerOptions) {
    this.#kind = kind;
    this.#candidateMap = options.candidateMap;
    this.#connection = new nodeDataChannel.PeerConnection(name, rtcConfig(options, kind.reach));
    ({track: this.#track, channel: this.#channel} = addSections(this.#connection, this.#ssrc));
    this.gathered = new Promise((resolve) => {
      this.#settleGathered = resolve;
    });
    const timer = setTimeout(() => this.#settleGathered(), GATHER_MS_MAX);
    void this.gathered.then(() => clearTimeout(timer));
    this.#listen();
    if (kind.role === 'caller') {
      this.#connection.setLocalDescription('offer', CALLER_ICE);
    } else {
      this.#connection.setRemoteDescription(
        withDtlsClient(templateOffer(), kind.dtlsClient),
        'offer',
      );
      this.#connection.setLocalDescription('answer');
    }
  }

  /** From now on events go to `listener`; candidates found earlier are in `candidates`. */
  attach(listener: PeerListener): void {
    this.#listener = listener;
  }

  description(): string {
    const description = this.#connection.localDescription();
    return description ? withoutCandidates(description.sdp) : '';
  }

  /** Reads the other's description; connectivity checks start. Closes when it is unusable. */
  connect(remote: {sdp: string; candidates: Candidate[]}): void {
    if (this.#closed) return;
    const {role, dtlsClient} = this.#kind;
    try {
      if (role === 'caller') this.#connection.setRemoteDescription(remote.sdp, 'answer');
      else this.#connection.setRemoteDescription(withDtlsClient(remote.sdp, dtlsClient), 'offer');
    } catch (error) {
      this.#fail(`unusable description: ${(error as Error).message}`.slice(0, REASON_CHARS_MAX));
      return;
    }
    for (const candidate of remote.candidates) this.addCandidate(candidate);
  }

  addCandidate(candidate: Candidate): void {
    if (this.#closed || this.#connection.state() === 'closed') return;
    try {
      this.#connection.addRemoteCandidate(candidate.line, candidate.mid);
    } catch {
      // What the other agent found is of no use to us: others may be.
    }
  }

  /** Sends one packet of at most 1188 payload bytes; false when it was not taken. */
  send(payload: Uint8Array): boolean {
    if (this.#closed || !this.#track.isOpen()) return false;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    writeRtpHeader(this.#packet, {
      payloadType: PAYLOAD_TYPE,
      sequence: this.#sequence,
      timestamp: 0,
      ssrc: this.#ssrc,
    });
    this.#packet.set(payload, RTP_HEADER_BYTES);
    const length = RTP_HEADER_BYTES + payload.length;
    return this.#track.sendMessageBinary(Buffer.from(this.#packet.buffer, 0, length));
  }

  sendOnChannel(message: string): boolean {
    return !this.#closed && this.#channel.isOpen() && this.#channel.sendMessage(message);
  }

  get closed(): boolean {
    return this.#closed;
  }

  selectedPair(): SelectedPair | undefined {
    const pair = this.#closed ? null : this.#connection.getSelectedCandidatePair();
    return pair ? {local: endpoint(pair.local), remote: endpoint(pair.remote)} : undefined;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener = undefined;
    this.#settleGathered();
    // Closed by the connection alone, a channel never tells of its end, and a track keeps callbacks
    // that keep the process alive.
    for (const channel of [this.#track, this.#channel, ...this.#incoming]) channel.close();
    this.#connection.close();
  }

  #listen(): void {
    const connection = this.#connection;
    connection.onLocalCandidate(guard((line, mid) => this.#localCandidate({line, mid})));
    connection.onGatheringStateChange(
      guard((state) => {
        if (state !== 'complete') return;
        this.#gatheringDone = true;
        this.#settleIfGathered();
      }),
    );
    connection.onIceStateChange(guard((state) => this.#iceState(state)));
    connection.onStateChange(guard((state) => this.#state(state)));
    connection.onDataChannel(
      guard((channel: DataChannel) => {
        retainUntilClosed(channel);
        if (this.#incoming.length > 0) {
          channel.close();
          return;
        }
        this.#incoming.push(channel);
        channel.onMessage(guard((message) => this.#listener?.channelMessage(String(message))));
      }),
    );
    this.#track.onOpen(guard(() => this.#listener?.open()));
    this.#track.onMessage(
      guard((packet: Buffer) => {
        const payload = rtpPayload(packet, PAYLOAD_TYPE);
        if (payload) this.#listener?.packet(payload);
      }),
    );
    this.#channel.onOpen(guard(() => this.#listener?.channelOpen()));
  }

  #iceState(state: string): void {
    if (this.#checked || (state !== 'connected' && state !== 'completed')) return;
    this.#checked = true;
    this.#listener?.checked();
  }

  #state(state: string): void {
    if (state !== 'failed' && state !== 'closed' && state !== 'disconnected') return;
    const failure = this.#checked ? 'the DTLS handshake failed' : 'no candidate pair worked';
    this.#fail(state === 'failed' ? failure : `peer connection ${state}`);
  }

  #fail(reason: string): void {
    const listener = this.#listener;
    this.close();
    listener?.closed(reason);
  }

  #localCandidate(candidate: Candidate): void {
    const fields = parseCandidateLine(candidate.line);
    if (!fields || this.#closed) return;
    if (!this.#candidateMap || fields.type !== 'host') {
      this.#addLocal(candidate);
      return;
    }
    this.#mapping += 1;
    void this.#candidateMap.lookup(fields).then((mapped) => {
      this.#mapping -= 1;
      this.#addLocal(readdress(candidate, mapped));
      this.#settleIfGathered();
    });
  }

  #addLocal(candidate: Candidate): void {
    // The STUN server saw a host candidate as it is: the same address twice would be checked twice
    // (redundant candidates, RFC 8445 section 5.1.3).
    const place = candidate.line.split(' ').slice(4, 6).join(' ');
    if (this.candidates.some(({line}) => line.split(' ').slice(4, 6).join(' ') === place)) return;
    this.candidates.push(candidate);
    this.#listener?.candidate(candidate);
  }

  #settleIfGathered(): void {
    if (this.#gatheringDone && this.#mapping === 0) this.#settleGathered();
  }
}

function rtcConfig(options: PeerOptions, reach: Reach): RtcConfig {
  const {bindAddress, stun} = options;
  const turn = reach === 'relayed' ? options.turn : undefined;
  const iceServers: RtcConfig['iceServers'] = [];
  if (stun) iceServers.push(`stun:${stun}`);
  if (turn) {
    const {hostname, port} = splitHostPort(turn.server);
    iceServers.push({
      hostname,
      port,
      username: turn.username,
      password: turn.password,
      relayType: 'TurnUdp',
    });
  }
  return {
    iceServers,
    // Otherwise addTrack and createDataChannel would each start a negotiation of their own.
    disableAutoNegotiation: true,
    ...(bindAddress === undefined ? {} : {bindAddress}),
  };
}

function splitHostPort(text: string): {hostname: string; port: number} {
  const colon = text.lastIndexOf(':');
  return {hostname: text.slice(0, colon), port: Number(text.slice(colon + 1))};
}

function endpoint(info: SelectedCandidateInfo): SocketAddress & {type: string} {
  return {address: info.address, port: info.port, type: info.type};
}
