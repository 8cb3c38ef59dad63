import nodeDataChannel, {type DataChannel, type PeerConnection} from 'node-datachannel';
import {type Candidate, REASON_CHARS_MAX} from '../../core/signaling/signal.js';
import type {RelayOptions} from '../turn/allocate-first.js';
import {RelayBridge} from '../turn/relay-bridge.js';
import {RelayMemory} from '../turn/relay-memory.js';
import type {CandidateMap} from './candidate-map.js';
import type {Carrier} from './carrier.js';
import {addCarrier} from './carrier-either.js';
import {parseCandidateLine, readdress, withDtlsClient, withoutCandidates} from './description.js';
import {guard} from './guard.js';
import {peerClosed, peerOpened} from './open-peers.js';
import type {PathKind, PeerKind, PeerListener, PeerOptions, SelectedPair} from './peer-contract.js';
import {relayOptions} from './relay-options.js';
import {bridged, relayedPair, seenAtTwoAddresses} from './relayed-pair.js';
import {hearMissedEnds, retainUntilClosed} from './retain.js';
import {endpoint, relayCandidate, rtcConfig} from './rtc-config.js';
import {MEDIA_ID} from './sections.js';
import {CALLER_ICE, templateOffer} from './template.js';

/** How long a description may wait for candidates before it goes out and the rest trickles. */
const GATHER_MS_MAX = 1500;
/** Another pair can be selected at any time, of which the library does not tell. */
const PAIR_CHECK_MS = 100;

/**
 * One PeerConnection used as a packet pipe: a carrier takes our packets, a plain data channel stands
 * beside it. Gathering starts at once, so that a peer made ahead of time is ready to be used.
 */
export class Peer {
  readonly candidates: Candidate[] = [];
  /** Settles when every candidate is known, or after `GATHER_MS_MAX`. */
  readonly gathered: Promise<void>;
  readonly #kind: PeerKind;
  readonly #connection: PeerConnection;
  readonly #carrier: Carrier;
  readonly #channel: DataChannel;
  readonly #incoming: DataChannel[] = [];
  readonly #candidateMap: CandidateMap | undefined;
  /** Where `flush` finds the next packet. */
  readonly buffer: Uint8Array;
  readonly #policy: PeerOptions['policy'];
  #listener: PeerListener | undefined;
  #checked = false;
  #closed = false;
  #pairCheck: NodeJS.Timeout | undefined;
  #bridge: RelayBridge | undefined;
  /** Ends the search for a relay with the peer. */
  readonly #search = new AbortController();
  /** Where the library listens on loopback; a relayed peer tells nobody. */
  #libraryPort = 0;
  #pending = 0;
  #gatheringDone = false;
  #settleGathered: () => void = () => undefined;

  /** @param memory what is known of the ways to a relay; absent: nothing */
  constructor(name: string, kind: PeerKind, options: PeerOptions, memory = new RelayMemory()) {
    this.#kind = kind;
    this.#candidateMap = options.candidateMap;
    this.#policy = options.policy;
    this.#connection = new nodeDataChannel.PeerConnection(name, rtcConfig(options, kind.reach));
    peerOpened();
    const {carrier, channel} = addCarrier(this.#connection, options.carrier);
    this.#carrier = carrier;
    this.#channel = channel;
    this.buffer = this.#carrier.buffer;
    this.gathered = new Promise((resolve) => {
      this.#settleGathered = resolve;
    });
    const timer = setTimeout(() => this.#settleGathered(), GATHER_MS_MAX);
    void this.gathered.then(() => clearTimeout(timer));
    this.#listen();
    if (kind.reach === 'relayed') void this.#openRelay(relayOptions(kind, options, memory));
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
    const sdp = this.#policy?.sdp(remote.sdp, this.#listener?.remote) ?? remote.sdp;
    try {
      if (role === 'caller') this.#connection.setRemoteDescription(sdp, 'answer');
      else this.#connection.setRemoteDescription(withDtlsClient(sdp, dtlsClient), 'offer');
    } catch (error) {
      this.#fail(`unusable description: ${(error as Error).message}`.slice(0, REASON_CHARS_MAX));
      return;
    }
    for (const candidate of remote.candidates) this.addCandidate(candidate);
  }

  addCandidate(candidate: Candidate): void {
    if (this.#closed || this.#connection.state() === 'closed') return;
    const remote = this.#listener?.remote;
    const permitted = this.#policy ? this.#policy.remote(candidate, remote) : candidate;
    if (!permitted) return;
    const reachable =
      this.#kind.reach === 'direct'
        ? permitted
        : this.#bridge && bridged(permitted, this.#bridge, this.#libraryPort);
    if (!reachable) return;
    try {
      this.#connection.addRemoteCandidate(reachable.line, reachable.mid);
    } catch {
      // What the other agent found is of no use to us: others may be.
    }
  }

  /** Sends one packet; false when it was not taken. */
  send(payload: Uint8Array): boolean {
    this.buffer.set(payload);
    return this.flush(payload.length);
  }

  /** Sends the first `length` bytes of `buffer` as one packet; false when they were not taken. */
  flush(length: number): boolean {
    return !this.#closed && this.#carrier.flush(length);
  }

  /** Nobody has heard for a while: the carrier starts anew what it counts. */
  renew(): void {
    this.#carrier.renew();
  }

  sendOnChannel(message: string): boolean {
    if (this.#closed || !this.#channel.isOpen()) return false;
    try {
      return this.#channel.sendMessage(message);
    } catch {
      // It has ended in a thread of the library, which is about to tell.
      return false;
    }
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** How this side goes; undefined while it has no relay yet. */
  get path(): PathKind | undefined {
    if (this.#kind.reach === 'direct') return 'direct';
    return this.#bridge && `relay-${this.#bridge.turn.transport}`;
  }

  /** Whether the NAT showed this peer's socket at two addresses; only relayed peers can tell. */
  get symmetric(): boolean {
    return this.#bridge !== undefined && seenAtTwoAddresses(this.#bridge);
  }

  selectedPair(): SelectedPair | undefined {
    if (this.#bridge) return this.#checked ? relayedPair(this.#bridge) : undefined;
    const pair = this.#closed ? null : this.#connection.getSelectedCandidatePair();
    return pair ? {local: endpoint(pair.local), remote: endpoint(pair.remote)} : undefined;
  }

  /** Judges the selected pair, now that it is known or the policy is another; closes a forbidden one. */
  enforcePolicy(): boolean {
    const pair = this.#policy && this.selectedPair();
    const decision = pair && this.#policy?.pair(pair, this.#listener?.remote, this.path);
    if (!decision || decision.allowed) return true;
    this.#fail(`policy: ${decision.reason}`.slice(0, REASON_CHARS_MAX));
    return false;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener = undefined;
    this.#settleGathered();
    // Closed by the connection alone, a channel never tells of its end, and a track keeps callbacks
    // that keep the process alive.
    for (const channel of [this.#carrier, this.#channel, ...this.#incoming]) channel.close();
    this.#connection.close();
    hearMissedEnds();
    clearInterval(this.#pairCheck);
    peerClosed();
    this.#search.abort();
    this.#bridge?.close();
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
        // Told late, it may come when the peer is closed: nobody would close it.
        if (this.#closed || this.#incoming.length > 0) {
          channel.close();
          return;
        }
        this.#incoming.push(channel);
        channel.onMessage(guard((message) => this.#listener?.channelMessage(String(message))));
      }),
    );
    this.#carrier.listen({
      open: () => void (this.enforcePolicy() && this.#listener?.open()),
      packet: (payload) => this.#listener?.packet(payload),
    });
    this.#channel.onOpen(guard(() => this.#listener?.channelOpen()));
  }

  #iceState(state: string): void {
    if (this.#checked || (state !== 'connected' && state !== 'completed')) return;
    this.#checked = true;
    if (!this.enforcePolicy()) return;
    // The pair of a relayed peer is the bridge's, and stays.
    if (this.#policy && this.#kind.reach === 'direct') {
      this.#pairCheck = setInterval(() => this.enforcePolicy(), PAIR_CHECK_MS);
    }
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

  async #openRelay(options: RelayOptions): Promise<void> {
    this.#pending += 1;
    try {
      const bridge = await RelayBridge.open(options, this.#search.signal);
      this.#bridge = bridge;
      bridge.onClosed = (reason) => this.#fail(`relay lost: ${reason}`.slice(0, REASON_CHARS_MAX));
      if (this.#closed) bridge.close();
      else this.#addLocal({line: relayCandidate(bridge.turn.relayed), mid: MEDIA_ID});
    } catch (error) {
      this.#fail(`no relay: ${(error as Error).message}`.slice(0, REASON_CHARS_MAX));
    }
    this.#pending -= 1;
    this.#settleIfGathered();
  }

  #localCandidate(candidate: Candidate): void {
    const fields = parseCandidateLine(candidate.line);
    if (!fields || this.#closed) return;
    if (this.#kind.reach === 'relayed') {
      this.#libraryPort = fields.port;
      return;
    }
    if (!this.#candidateMap || fields.type !== 'host') {
      this.#addLocal(candidate);
      return;
    }
    this.#pending += 1;
    void this.#candidateMap.lookup(fields).then((mapped) => {
      this.#pending -= 1;
      this.#addLocal(readdress(candidate, mapped));
      this.#settleIfGathered();
    });
  }

  #addLocal(found: Candidate): void {
    const candidate = this.#policy ? this.#policy.local(found) : found;
    if (!candidate) return;
    // The STUN server saw a host candidate as it is: the same address twice would be checked twice
    // (redundant candidates, RFC 8445 section 5.1.3).
    const place = candidate.line.split(' ').slice(4, 6).join(' ');
    if (this.candidates.some(({line}) => line.split(' ').slice(4, 6).join(' ') === place)) return;
    this.candidates.push(candidate);
    this.#listener?.candidate(candidate);
  }

  #settleIfGathered(): void {
    if (this.#gatheringDone && this.#pending === 0) this.#settleGathered();
  }
}
