import type {FlowCount} from '../lab.js';
import {LOOPBACK} from './loopback-socket.js';

/** IPv4 and UDP headers: the kernel's counters include them. */
const HEADER_BYTES = 20 + 8;
/** As many as a router of the other fabric counts. */
const FLOWS_MAX = 65_535;

/** Packets and bytes per pair of addresses, as a router would count them. */
export class FlowCounter {
  readonly #flows = new Map<string, FlowCount>();

  count(router: string, sourcePort: number, targetPort: number, payload: Buffer): void {
    const key = `${router} ${sourcePort} ${targetPort}`;
    const flow = this.#flows.get(key) ?? this.#start(key, router, sourcePort, targetPort);
    if (flow === undefined) return;
    flow.packets += 1;
    flow.bytes += payload.length + HEADER_BYTES;
  }

  list(): FlowCount[] {
    return [...this.#flows.values()].map((flow) => ({...flow}));
  }

  #start(
    key: string,
    router: string,
    sourcePort: number,
    targetPort: number,
  ): FlowCount | undefined {
    if (this.#flows.size >= FLOWS_MAX) return undefined;
    const flow: FlowCount = {
      protocol: 'udp',
      source: LOOPBACK,
      sourcePort,
      target: LOOPBACK,
      targetPort,
      packets: 0,
      bytes: 0,
      router,
    };
    this.#flows.set(key, flow);
    return flow;
  }
}
