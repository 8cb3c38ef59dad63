/**
 * The public API of claw: a member of a mesh in one's own process. docs/api.md explains it.
 *
 * @packageDocumentation
 */
export {Agent, type AgentOptions} from './agent/agent.js';
export type {Connection} from './agent/connection.js';
export type {
  AgentEvent,
  AgentStatus,
  ConnectionStatus,
  PathStatus,
  SelectedPair,
  Step,
} from './agent/control/protocol.js';
export {SeedServer} from './agent/seed/seed-server.js';
export type {ConnectionTransport} from './agent/streams/connection-transport.js';
export {type Stream, type StreamOptions, StreamResetError} from './agent/streams/stream.js';
export type {TurnProxy, TurnServer} from './agent/turn/transport.js';
export type {StandbyKind} from './agent/wanted-path.js';
export type {CarrierName} from './agent/webrtc/carrier.js';
export type {PeerOptions, TurnOptions} from './agent/webrtc/peer-contract.js';
export type {TransportStats} from './core/connection/transport-contract.js';
export type {Reliability, StreamMode} from './core/streams/stream-mode.js';
export type {PriorityName} from './core/wire/frame-type.js';
export {ClawError, ExitCode} from './errors.js';
