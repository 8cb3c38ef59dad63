import type {Probe} from '../wire/frame.js';

export interface Quality {
  /** Smoothed round-trip time (RFC 6298 section 2), `undefined` before the first sample. */
  rttMs: number | undefined;
  rttVarMs: number;
  rttMinMs: number | undefined;
  /** Share of our probes that did not arrive, 0..1, over the last `WINDOW` reports. */
  loss: number;
}

/** Reports kept for the loss window: at five probes a second, ten seconds. */
const WINDOW = 50;

/** Measures one path by exchanging probes. Each probe measures both directions at once. */
export class PathQuality {
  #sequence = 0;
  #firstSentAtMs = 0;
  #received = 0;
  #highest = 0;
  #last: {sentAtMs: number; at: number} | undefined;
  #srtt: number | undefined;
  #rttVar = 0;
  #rttMin: number | undefined;
  readonly #reports: {received: number; highest: number}[] = [{received: 0, highest: 0}];

  /** The next probe to send. */
  probe(now: number): Probe {
    if (this.#sequence === 0) this.#firstSentAtMs = now;
    this.#sequence += 1;
    return {
      sequence: this.#sequence,
      sentAtMs: now,
      echo: this.#last && {sentAtMs: this.#last.sentAtMs, holdMs: now - this.#last.at},
      received: this.#received,
      highest: this.#highest,
    };
  }

  receive(now: number, probe: Probe): void {
    this.#received += 1;
    if (probe.sequence > this.#highest) {
      this.#highest = probe.sequence;
      this.#last = {sentAtMs: probe.sentAtMs, at: now};
      this.#report(probe);
      if (probe.echo) this.#sample(now, probe.echo);
    }
  }

  quality(): Quality {
    const oldest = this.#reports[0];
    const newest = this.#reports.at(-1);
    const expected = (newest?.highest ?? 0) - (oldest?.highest ?? 0);
    const arrived = (newest?.received ?? 0) - (oldest?.received ?? 0);
    return {
      rttMs: this.#srtt,
      rttVarMs: this.#rttVar,
      rttMinMs: this.#rttMin,
      loss: expected > 0 ? Math.max(0, 1 - arrived / expected) : 0,
    };
  }

  #report(probe: Probe): void {
    // A peer cannot have received what was never sent: such a report is a lie and is not counted.
    const newest = this.#reports.at(-1);
    if (probe.highest > this.#sequence || probe.received < (newest?.received ?? 0)) return;
    this.#reports.push({received: probe.received, highest: probe.highest});
    if (this.#reports.length > WINDOW) this.#reports.shift();
  }

  #sample(now: number, {sentAtMs, holdMs}: {sentAtMs: number; holdMs: number}): void {
    // Neither can it echo what was sent before our first probe, or hold it longer than it is old.
    const rttMs = now - sentAtMs - holdMs;
    if (this.#sequence === 0 || sentAtMs < this.#firstSentAtMs || !(rttMs >= 0)) return;
    this.#rttMin = this.#rttMin === undefined ? rttMs : Math.min(this.#rttMin, rttMs);
    if (this.#srtt === undefined) {
      this.#srtt = rttMs;
      this.#rttVar = rttMs / 2;
      return;
    }
    this.#rttVar += (Math.abs(this.#srtt - rttMs) - this.#rttVar) / 4;
    this.#srtt += (rttMs - this.#srtt) / 8;
  }
}
