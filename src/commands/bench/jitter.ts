import {BenchCommand} from '../../cli/bench-command.js';
import {benchFlags, lossesFlag, roundTripFlag} from '../../cli/bench-flags.js';
import {durationFlag, rateFlag} from '../../cli/flags.js';

export default class BenchJitter extends BenchCommand {
  static override summary = 'Measure how steadily a paced stream arrives.';
  static override description =
    'Sends messages of 1000 bytes at a steady pace, unordered and never again, over claw and over a ' +
    'plain data channel, and measures the standard deviation of the time between two arrivals.';
  static override examples = [
    '<%= config.bin %> bench jitter',
    '<%= config.bin %> bench jitter --stream 20mbit --loss 0%,5%',
  ];
  static override flags = {
    stream: rateFlag({
      default: 10e6,
      defaultHelp: async () => '10mbit',
      description: 'What is sent; the links have no bottleneck.',
    }),
    rtt: roundTripFlag(),
    loss: lossesFlag(),
    duration: durationFlag({
      leastMs: 1000,
      default: 5000,
      defaultHelp: async () => '5s',
      description: 'Of each run.',
    }),
    ...benchFlags,
  };

  override async run(): Promise<object> {
    const {flags} = await this.parse(BenchJitter);
    const {stream: streamBps, rtt: rttMs, loss: losses, duration: durationMs} = flags;
    const asked = {streamBps, rttMs, losses, durationMs};
    return this.bench(flags, asked, async () => ({
      measure: (await import('../../scenario/bench/jitter.js')).benchJitter,
      table: (await import('../../report/bench-jitter-table.js')).jitterTable,
      plot: (await import('../../report/bench-jitter-plot.js')).jitterPlot,
    }));
  }
}
