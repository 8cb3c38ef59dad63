import {BenchCommand} from '../../cli/bench-command.js';
import {benchFlags, lossesFlag, roundTripFlag} from '../../cli/bench-flags.js';
import {durationFlag, rateFlag} from '../../cli/flags.js';

/** Enough for half a minute at the default rate. */
const BULK_BYTES = 64_000_000;

export default class BenchPriority extends BenchCommand {
  static override summary = 'Measure the latency of critical messages beside a bulk transfer.';
  static override description =
    'Sends 50 critical messages of 200 bytes a second while 64 MB of bulk fill the bottleneck, on ' +
    'one connection; beside it the same on two channels of a plain WebRTC connection.';
  static override examples = [
    '<%= config.bin %> bench priority',
    '<%= config.bin %> bench priority --loss 0%,5% --duration 10s',
  ];
  static override flags = {
    rate: rateFlag({
      default: 20e6,
      defaultHelp: async () => '20mbit',
      description: 'Bottleneck, each way, with a queue of one round trip.',
    }),
    rtt: roundTripFlag(),
    loss: lossesFlag(),
    duration: durationFlag({
      leastMs: 1000,
      default: 30_000,
      defaultHelp: async () => '30s',
      description: 'Of each run; the bulk transfer ends with it.',
    }),
    ...benchFlags,
  };

  override async run(): Promise<object> {
    const {flags} = await this.parse(BenchPriority);
    const {rate: rateBps, rtt: rttMs, loss: losses, duration: durationMs} = flags;
    const asked = {rateBps, rttMs, losses, durationMs, bulkBytes: BULK_BYTES};
    return this.bench(flags, asked, async () => ({
      measure: (await import('../../scenario/bench/priority.js')).benchPriority,
      table: (await import('../../report/bench-priority-table.js')).priorityTable,
      plot: (await import('../../report/bench-priority-plot.js')).priorityPlot,
    }));
  }
}
