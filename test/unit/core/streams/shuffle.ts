import type {Streams} from '../../../../src/core/streams/streams.js';
import {acked, lost, nextPacket, type Packet, receive} from './pair.js';

interface Flight {
  packet: Packet;
  target: Streams;
  hasArrived: boolean;
  isThoughtLost: boolean;
}

/** A network that loses, doubles and shuffles packets as it is told, and a transport that learns of it. */
export class Shuffle {
  readonly flights: Flight[] = [];

  /** Puts what `source` wants to send into the network. */
  transmit(source: Streams, target: Streams, now: number, packetsMax: number, space: number): void {
    for (let count = 0; count < packetsMax; count++) {
      const packet = nextPacket(source, now, space);
      if (!packet) return;
      if (packet.bytes.length === 0) throw new Error('wanted to send, and wrote nothing');
      this.flights.push({packet, target, hasArrived: false, isThoughtLost: false});
    }
  }

  /** `fate` picks a packet and what happens to it next. */
  step(pick: number, fate: 'deliver' | 'double' | 'lose' | 'spurious', now: number): void {
    const index = pick % Math.max(1, this.flights.length);
    const flight = this.flights[index];
    if (!flight) return;
    if (fate === 'double') this.#arrive(flight, now);
    else if (fate === 'spurious') this.#think(flight, now);
    else {
      // Packets that have gone never come back: the order of the rest does not matter.
      const last = this.flights.pop() as Flight;
      if (last !== flight) this.flights[index] = last;
      if (fate === 'deliver') this.#arrive(flight, now);
      if (flight.hasArrived) acked(flight.packet, now);
      else this.#think(flight, now);
    }
  }

  #arrive(flight: Flight, now: number): void {
    flight.hasArrived = true;
    receive(flight.target, flight.packet, now);
  }

  #think(flight: Flight, now: number): void {
    if (flight.isThoughtLost) return;
    flight.isThoughtLost = true;
    lost(flight.packet, now);
  }
}
