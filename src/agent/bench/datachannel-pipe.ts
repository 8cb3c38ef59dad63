import nodeDataChannel, {
  type DataChannel,
  type IceServer,
  type PeerConnection,
} from 'node-datachannel';
import type {StreamMode} from '../../core/streams/stream-mode.js';
import {guard} from '../webrtc/guard.js';
import {retainUntilClosed} from '../webrtc/retain.js';
import type {FlowReceiver} from './flow-receiver.js';
import type {FlowWriter, Pipe} from './pipe.js';
import type {FlowSpec, IceOptions, Invitation, PathReport, PipeRequest} from './protocol.js';

/** Shallow, or one channel starves the others of its connection. */
const HIGH_WATER_BYTES = 128 * 1024;
const LOW_WATER_BYTES = 64 * 1024;
/** Of the only section that the library writes for data channels alone. */
const MID = '0';

/**
 * A plain PeerConnection with a data channel for each flow, as any WebRTC program has it. A first one
 * tells who listens to which: the library swaps messages that arrive while it is given the function that
 * takes them, so none may be under way by then.
 */
export class DatachannelPipe implements Pipe {
  readonly #connection: PeerConnection;
  readonly #gathered: Promise<void>;
  readonly #open: Promise<void>;
  readonly #receivers = new Map<string, FlowReceiver>();
  readonly #channels: DataChannel[] = [];
  /** By flow: to be called when the other end listens. */
  readonly #awaited = new Map<string, () => void>();
  #first: DataChannel | undefined;
  /** Lines of the other end's description. */
  #candidates: string[] = [];
  #isOpen: () => void = () => undefined;

  constructor({pipe, address, ice}: PipeRequest) {
    this.#connection = new nodeDataChannel.PeerConnection(pipe, {
      iceServers: iceServers(ice),
      bindAddress: address,
    });
    this.#gathered = new Promise((resolve) => {
      this.#connection.onGatheringStateChange(
        guard((state) => {
          if (state === 'complete') resolve();
        }),
      );
    });
    this.#open = new Promise((resolve) => {
      this.#isOpen = resolve;
    });
    this.#connection.onDataChannel(guard((channel: DataChannel) => this.#accept(channel)));
  }

  /** Without a channel there is nothing to offer. */
  async invite(): Promise<Invitation> {
    this.#listenAt(this.#keep(this.#connection.createDataChannel('first')));
    return this.#described();
  }

  /**
   * Keeps the other end's candidates for `opened`: checks and a handshake that came before the other end
   * has the answer would be lost, or end its connection.
   */
  async join({sdp = ''}: Invitation): Promise<Invitation> {
    const lines = sdp.split('\r\n');
    this.#candidates = lines.filter((line) => line.startsWith('a=candidate:'));
    const rest = lines.filter((line) => !/^a=(candidate:|end-of-candidates)/.test(line));
    this.#connection.setRemoteDescription(rest.join('\r\n'), 'offer');
    return this.#described();
  }

  async complete({sdp = ''}: Invitation): Promise<void> {
    this.#connection.setRemoteDescription(sdp, 'answer');
  }

  async opened(): Promise<void> {
    for (const line of this.#candidates) this.#connection.addRemoteCandidate(line, MID);
    await this.#open;
  }

  expect({id}: FlowSpec, receiver: FlowReceiver): void {
    this.#receivers.set(String(id), receiver);
  }

  async openFlow({id, mode}: FlowSpec): Promise<FlowWriter> {
    const isHeard = new Promise<void>((resolve) => this.#awaited.set(String(id), resolve));
    const channel = this.#keep(this.#connection.createDataChannel(String(id), channelMode(mode)));
    let drained: () => void = () => undefined;
    channel.setBufferedAmountLowThreshold(LOW_WATER_BYTES);
    channel.onBufferedAmountLow(guard(() => drained()));
    await new Promise<void>((resolve) => channel.onOpen(guard(() => resolve())));
    await isHeard;
    return {
      write: (message) => void channel.sendMessageBinary(message),
      get bufferedBytes() {
        return channel.bufferedAmount();
      },
      get isFull() {
        return channel.bufferedAmount() > HIGH_WATER_BYTES;
      },
      drained: () =>
        new Promise<void>((resolve) => {
          drained = resolve;
        }),
      // A channel that closes gives up what waits in it: it goes with its pipe.
      end: () => undefined,
    };
  }

  facts(): Record<string, unknown> {
    return {rttMs: this.#connection.rtt(), bytesSent: this.#connection.bytesSent()};
  }

  paths(): PathReport {
    return {events: []};
  }

  close(): void {
    for (const channel of this.#channels) channel.close();
    this.#connection.close();
  }

  async #described(): Promise<Invitation> {
    await this.#gathered;
    return {sdp: this.#connection.localDescription()?.sdp ?? ''};
  }

  #accept(channel: DataChannel): void {
    this.#keep(channel);
    if (!this.#first) {
      this.#listenAt(channel);
      this.#isOpen();
      return;
    }
    const receiver = this.#receivers.get(channel.getLabel());
    if (!receiver) return;
    channel.onMessage(guard((message) => receiver.message(message as Buffer)));
    this.#first.sendMessage(channel.getLabel());
  }

  #listenAt(channel: DataChannel): void {
    this.#first = channel;
    channel.onMessage(guard((flow) => this.#awaited.get(String(flow))?.()));
  }

  #keep(channel: DataChannel): DataChannel {
    this.#channels.push(channel);
    return retainUntilClosed(channel);
  }
}

/** The library speaks TURN over UDP only. */
function iceServers({stun, turn}: IceOptions = {}): (string | IceServer)[] {
  const relays = (turn?.servers ?? []).filter(({transport}) => transport === 'udp');
  return [
    ...(stun === undefined ? [] : [`stun:${stun}`]),
    ...relays.map(
      ({host, port, username, password}): IceServer => ({
        ...{hostname: host, port, username, password},
        relayType: 'TurnUdp',
      }),
    ),
  ];
}

function channelMode({ordered = true, reliability = 'reliable'}: StreamMode) {
  const unordered = !ordered;
  if (reliability === 'reliable') return {unordered};
  if ('maxRetransmits' in reliability) {
    return {unordered, maxRetransmits: reliability.maxRetransmits};
  }
  return {unordered, maxPacketLifeTime: reliability.lifetimeMs};
}
