import {BenchCommand} from '../../cli/bench-command.js';
import {benchFlags, carriersFlag, percentsFlag, roundTripFlag} from '../../cli/bench-flags.js';
import {durationFlag} from '../../cli/flags.js';

export default class BenchReliability extends BenchCommand {
  static override summary =
    'Check what every reliability mode promises, and what it costs in time.';
  static override description =
    'Sends 30 frames of 1000 bytes a second in each of six modes, on a connection each, over claw ' +
    'and over plain data channels, and holds what arrived against the promises of the mode.';
  static override examples = [
    '<%= config.bin %> bench reliability',
    '<%= config.bin %> bench reliability --loss 1%,5%,10% --duration 30s',
    '<%= config.bin %> bench reliability --carrier rtp,datachannel',
  ];
  static override flags = {
    rtt: roundTripFlag(),
    loss: percentsFlag({
      default: [0.05],
      defaultHelp: async () => '5%',
      description: 'Packets lost, each way.',
    }),
    duration: durationFlag({
      leastMs: 1000,
      default: 10_000,
      defaultHelp: async () => '10s',
      description: 'Of each run.',
    }),
    carrier: carriersFlag({
      default: ['rtp'],
      defaultHelp: async () => 'rtp',
      description: 'What claw sends its packets in: rtp, datachannel, or both in turn.',
    }),
    ...benchFlags,
  };

  override async run(): Promise<object> {
    const {flags} = await this.parse(BenchReliability);
    const {rtt: rttMs, loss: losses, duration: durationMs} = flags;
    const asked = {carriers: flags.carrier, rttMs, losses, durationMs};
    return this.bench(flags, asked, async () => ({
      measure: (await import('../../scenario/bench/reliability.js')).benchReliability,
      table: (await import('../../report/bench-reliability-table.js')).reliabilityTable,
      plot: (await import('../../report/bench-reliability-plot.js')).reliabilityPlot,
    }));
  }
}
