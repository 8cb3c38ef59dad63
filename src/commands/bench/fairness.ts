import {BenchCommand} from '../../cli/bench-command.js';
import {benchFlags, roundTripFlag} from '../../cli/bench-flags.js';
import {durationFlag, rateFlag} from '../../cli/flags.js';

export default class BenchFairness extends BenchCommand {
  static override summary =
    'Measure how flows share a link, their queue, and a sudden drop of capacity.';
  static override description =
    'Four connections of claw through one bottleneck; one beside a kernel CUBIC flow; the queue one ' +
    'keeps where a long one would fit; and what it does when four fifths of the capacity go at half ' +
    'time. CUBIC alone is measured beside the last two.';
  static override examples = [
    '<%= config.bin %> bench fairness',
    '<%= config.bin %> bench fairness --rate 50mbit --rtt 20ms --runs 3',
  ];
  static override flags = {
    rate: rateFlag({
      default: 20e6,
      defaultHelp: async () => '20mbit',
      description: 'Bottleneck, each way.',
    }),
    rtt: roundTripFlag(),
    queue: durationFlag({
      default: 250,
      defaultHelp: async () => '250ms',
      description: 'What the bottleneck holds where the queue is measured; else one round trip.',
    }),
    duration: durationFlag({
      leastMs: 4000,
      default: 10_000,
      defaultHelp: async () => '10s',
      description: 'Of each part; what is before 2 s does not count.',
    }),
    ...benchFlags,
  };

  override async run(): Promise<object> {
    const {flags} = await this.parse(BenchFairness);
    const {rate: rateBps, rtt: rttMs, queue: queueMs, duration: durationMs} = flags;
    const asked = {rateBps, rttMs, queueMs, durationMs};
    return this.bench(flags, asked, async () => ({
      measure: (await import('../../scenario/bench/fairness.js')).benchFairness,
      table: (await import('../../report/bench-fairness-table.js')).fairnessTable,
      plot: (await import('../../report/bench-fairness-plot.js')).fairnessPlot,
    }));
  }
}
