import nodeDataChannel, {type DataChannel, type PeerConnection} from 'node-datachannel';
import {type Candidate, REASON_CHARS_MAX} from '../../core/signaling/signal.js';
import type {SourceFilter} from '../socket-filter/source-filter.js';
import type {RelayOptions} from '../turn/allocate-first.js';
import {RelayBridge} from '../turn/relay-bridge.js';
import {RelayMemory} from '../turn/relay-memory.js';
import type {Carrier} from './carrier.js';
import {addCarrier} from './carrier-either.js';
import {parseCandidateLine, withDtlsClient, withoutCandidates} from './description.js';
import {Gathering} from './gathering.js';
import {guard} from './guard.js';
import {peerClosed, peerOpened} from './open-peers.js';
import type {PathKind, PeerKind, PeerListener, PeerOptions, SelectedPair} from './peer-contract.js';
import {sourcesFilter} from './peer-sources.js';
import {relayOptions} from './relay-options.js';
import {bridged, relayedPair, seenAtTwoAddresses} from './relayed-pair.js';
import {hearMissedEnds, retainUntilClosed} from './retain.js';
import {endpoint, relayCandidate, rtcConfig} from './rtc-config.js';
import {MEDIA_ID} from './sections.js';
import {CALLER_ICE, templateOffer} from './template.js';

/** Another pair can be selected at any time, of which the library does not tell. */
const PAIR_CHECK_MS = 100;

/**
 * One PeerConnection used as a packet pipe: a carrier takes our packets, a plain data channel stands
 * beside it. Gathering starts at once, so that a peer made ahead of time is ready to be used.
 */
export class Peer {
  readonly candidates: Candidate[];
  /** Settles when every candidate is known, or when others have been waited for long enough. */
  readonly gathered: Promise<void>;
  readonly #gathering: Gathering;
  readonly #kind: PeerKind;
  readonly #connection: PeerConnection;
  readonly #carrier: Carrier;
  readonly #channel: DataChannel;
  readonly #incoming: DataChannel[] = [];
  /** Where `flush` finds the next packet. */
  readonly buffer: Uint8Array;
  readonly #policy: PeerOptions['policy'];
  /** Keeps out what comes from forbidden addresses; relayed peers hear the bridge alone. */
  #sources: SourceFilter | undefined;
  /** Why there is no such filter, where there had to be one. */
  #problem: string | undefined;
  #listener: PeerListener | undefined;
  #checked = false;
  #closed = false;
  #pairCheck: NodeJS.Timeout | undefined;
  #bridge: RelayBridge | undefined;
  /** Ends the search for a relay with the peer. */
  readonly #search = new AbortController();
  /** Where the library listens on loopback; a relayed peer tells nobody. */
  #libraryPort = 0;

  /** @param memory what is known of the ways to a relay; absent: nothing */
  constructor(name: string, kind: PeerKind, options: PeerOptions, memory = new RelayMemory()) {
    this.#kind = kind;
    this.#policy = options.policy;
    const config = rtcConfig(options, kind.reach);
    this.#connection = new nodeDataChannel.PeerConnection(name, config);
    peerOpened();
    const {carrier, channel} = addCarrier(this.#connection, options.carrier);
    this.#carrier = carrier;
    this.#channel = channel;
    this.buffer = this.#carrier.buffer;
    this.#gathering = new Gathering(options, (found) => this.#listener?.candidate(found));
    this.candidates = this.#gathering.candidates;
    this.gathered = this.#gathering.done;
    this.#listen();
    const filterSources = sourcesFilter(kind, options, config);
    if (kind.reach === 'relayed') {
      void this.#gathering.during(this.#openRelay(relayOptions(kind, options, memory)));
    }
    if (kind.role === 'caller') {
      this.#connection.setLocalDescription('offer', CALLER_ICE);
    } else {
      this.#connection.setRemoteDescription(
        withDtlsClient(templateOffer(), kind.dtlsClient),
        'offer',
      );
      this.#connection.setLocalDescription('answer');
    }
    // The library has made its socket; nobody has been told of it.
    this.#filtered(() => {
      this.#sources = filterSources(() => this.#connection.localDescription()?.sdp);
    });
  }

  /** From now on events go to `listener`; candidates found earlier are in `candidates`. */
  attach(listener: PeerListener): void {
    this.#listener = listener;
    if (this.#problem === undefined) this.#filtered(() => this.#sources?.hear(listener.remote));
    else queueMicrotask(() => this.#listener?.closed(this.#problem ?? ''));
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
    if (this.#closed || !this.#filtered(() => this.#sources?.renew())) return false;
    const pair = this.#policy && this.selectedPair();
    const decision = pair && this.#policy?.pair(pair, this.#listener?.remote, this.path);
    if (!decision || decision.allowed) return true;
    this.#fail(`policy: ${decision.reason}`.slice(0, REASON_CHARS_MAX));
    return false;
  }

  close(): void {
    this.#listener = undefined;
    if (this.#closed) return;
    this.#closed = true;
    this.#gathering.end();
    // Closed by the connection alone, a channel never tells of its end, and a track keeps callbacks
    // that keep the process alive.
    for (const channel of [this.#carrier, this.#channel, ...this.#incoming]) channel.close();
    this.#connection.close();
    hearMissedEnds();
    clearInterval(this.#pairCheck);
    peerClosed();
    this.#search.abort();
    this.#bridge?.close();
    this.#sources?.close();
  }

  #listen(): void {
    const connection = this.#connection;
    connection.onLocalCandidate(guard((line, mid) => this.#localCandidate({line, mid})));
    connection.onGatheringStateChange(
      guard((state) => {
        if (state === 'complete') this.#gathering.libraryDone();
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
          hearMissedEnds();
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
    try {
      const bridge = await RelayBridge.open(options, this.#search.signal);
      this.#bridge = bridge;
      bridge.onClosed = (reason) => this.#fail(`relay lost: ${reason}`.slice(0, REASON_CHARS_MAX));
      if (this.#closed) bridge.close();
      else this.#gathering.add({line: relayCandidate(bridge.turn.relayed), mid: MEDIA_ID});
    } catch (error) {
      this.#fail(`no relay: ${(error as Error).message}`.slice(0, REASON_CHARS_MAX));
    }
  }

  #localCandidate(candidate: Candidate): void {
    const fields = parseCandidateLine(candidate.line);
    if (!fields || this.#closed) return;
    if (this.#kind.reach === 'relayed') {
      this.#libraryPort = fields.port;
      return;
    }
    this.#gathering.found(candidate, fields);
  }

  /** A peer without its filter is not to be. Nobody is told before its maker has had the time to listen. */
  #filtered(set: () => void): boolean {
    try {
      set();
      return true;
    } catch (error) {
      const listener = this.#listener;
      this.close();
      const reason = `policy: no socket filter: ${(error as Error).message}`;
      this.#problem = reason.slice(0, REASON_CHARS_MAX);
      if (listener) this.attach(listener);
      return false;
    }
  }
}
