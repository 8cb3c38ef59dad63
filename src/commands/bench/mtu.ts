import {BenchCommand} from '../../cli/bench-command.js';
import {benchFlags, roundTripFlag} from '../../cli/bench-flags.js';
import {durationFlag, percentFlag} from '../../cli/flags.js';
import {mtusFlag} from '../../cli/mtu-flag.js';

export default class BenchMtu extends BenchCommand {
  static override summary = 'Measure what the search for the path MTU finds, and how soon.';
  static override description =
    'Links that carry packets up to a given size swallow longer ones without a word, as tunnels do; ' +
    'claw has to find the size by probing. Sizes are those of its packets, before SRTP.';
  static override examples = [
    '<%= config.bin %> bench mtu',
    '<%= config.bin %> bench mtu --mtu 1500,1492,1420,1280 --loss 5%',
  ];
  static override flags = {
    mtu: mtusFlag({
      default: [1500, 1420, 1300],
      defaultHelp: async () => '1500,1420,1300',
      description: 'Longest IP packet of each link.',
    }),
    rtt: roundTripFlag(),
    loss: percentFlag({
      default: 0,
      defaultHelp: async () => '0%',
      description: 'Packets lost, each way.',
    }),
    duration: durationFlag({
      leastMs: 1000,
      default: 5000,
      defaultHelp: async () => '5s',
      description: 'Of each run.',
    }),
    ...benchFlags,
  };

  override async run(): Promise<object> {
    const {flags} = await this.parse(BenchMtu);
    const {mtu: mtus, rtt: rttMs, loss, duration: durationMs} = flags;
    const asked = {mtus, rttMs, loss, durationMs};
    return this.bench(flags, asked, async () => ({
      measure: (await import('../../scenario/bench/mtu.js')).benchMtu,
      table: (await import('../../report/bench-mtu-table.js')).mtuTable,
      plot: (await import('../../report/bench-mtu-plot.js')).mtuPlot,
    }));
  }
}
