import {MODE_NAMES, type ModeName} from './mode.js';
import {type Quantiles, Sample} from './sample.js';

/** What became of the messages of one mode. */
export interface ModeFigures {
  mode: ModeName;
  sent: number;
  delivered: number;
  /** Not delivered: no violation for messages that may be given up, or of a stream that was reset. */
  lost: number;
  sentBytes: number;
  deliveredBytes: number;
  /** Delivered after a later message of the stream. */
  overtaken: number;
  /** From sent to delivered. */
  latencyMs: Quantiles | undefined;
  /** See `ContractOptions.staleMsMax`. */
  staleMs: Quantiles | undefined;
}

/** Counts and samples of one mode while they grow. */
export class ModeTally {
  sent = 0;
  delivered = 0;
  sentBytes = 0;
  deliveredBytes = 0;
  overtaken = 0;
  readonly latencyMs = new Sample();
  readonly staleMs = new Sample();

  figures(mode: number): ModeFigures {
    const {sent, delivered, sentBytes, deliveredBytes, overtaken} = this;
    return {
      mode: MODE_NAMES[mode] as ModeName,
      sent,
      delivered,
      lost: sent - delivered,
      sentBytes,
      deliveredBytes,
      overtaken,
      latencyMs: this.latencyMs.quantiles(),
      staleMs: this.staleMs.quantiles(),
    };
  }
}
