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

/** A plain PeerConnection with a data channel for each flow, as any WebRTC program has it. */
export class DatachannelPipe implements Pipe {
  readonly #connection: PeerConnection;
  readonly #gathered: Promise<void>;
  readonly #open: Promise<void>;
  readonly #receivers = new Map<string, FlowReceiver>();
  readonly #channels: DataChannel[] = [];
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
    this.#keep(this.#connection.createDataChannel('first'));
    return this.#described();
  }

  async join({sdp = ''}: Invitation): Promise<Invitation> {
    this.#connection.setRemoteDescription(sdp, 'offer');
    return this.#described();
  }

  async complete({sdp = ''}: Invitation): Promise<void> {
    this.#connection.setRemoteDescription(sdp, 'answer');
  }

  async opened(): Promise<void> {
    await this.#open;
  }

  expect({id}: FlowSpec, receiver: FlowReceiver): void {
    this.#receivers.set(String(id), receiver);
  }

  async openFlow({id, mode}: FlowSpec): Promise<FlowWriter> {
    const channel = this.#keep(this.#connection.createDataChannel(String(id), channelMode(mode)));
    let drained: () => void = () => undefined;
    channel.setBufferedAmountLowThreshold(LOW_WATER_BYTES);
    channel.onBufferedAmountLow(guard(() => drained()));
    await new Promise<void>((resolve) => channel.onOpen(guard(() => resolve())));
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
    const receiver = this.#receivers.get(channel.getLabel());
    if (!receiver) {
      this.#isOpen();
      return;
    }
    channel.onMessage(guard((message) => receiver.message(message as Buffer)));
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
