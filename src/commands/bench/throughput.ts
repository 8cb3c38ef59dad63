import {BenchCommand} from '../../cli/bench-command.js';
import {benchFlags, durationsFlag, peersFlag, percentsFlag} from '../../cli/bench-flags.js';
import {durationFlag, rateFlag} from '../../cli/flags.js';

export default class BenchThroughput extends BenchCommand {
  static override summary =
    'Measure bulk transfer beside data channels, TCP and udx on one impaired path.';
  static override description =
    'Brings up two sites with a worker each and sends one way as fast as each carrier can, run by ' +
    'run, under every combination of round trip and loss. Goodput counts from the second second on.';
  static override examples = [
    '<%= config.bin %> bench throughput',
    '<%= config.bin %> bench throughput --rate 50mbit --rtt 20ms,50ms,100ms --loss 1%,5%,10%',
    '<%= config.bin %> bench throughput --peers bbr --runs 1 --duration 3s --json',
  ];
  static override flags = {
    rate: rateFlag({
      description: 'Bottleneck, each way, with a queue of one round trip; default none.',
    }),
    rtt: durationsFlag({
      default: [50],
      defaultHelp: async () => '50ms',
      description: 'Round trips.',
    }),
    loss: percentsFlag({
      default: [0.01],
      defaultHelp: async () => '1%',
      description: 'Packets lost, each way.',
    }),
    duration: durationFlag({
      leastMs: 1000,
      default: 5000,
      defaultHelp: async () => '5s',
      description: 'Of each transfer; the first second warms up.',
    }),
    peers: peersFlag({
      default: ['datachannel', 'cubic', 'bbr', 'udx'],
      defaultHelp: async () => 'datachannel,cubic,bbr,udx',
      description:
        'What to compare with: datachannel, cubic, bbr, udx; or claw-datachannel, claw in SCTP.',
    }),
    ...benchFlags,
  };

  override async run(): Promise<object> {
    const {flags} = await this.parse(BenchThroughput);
    const {rate: rateBps, rtt: rttsMs, loss: losses, duration: durationMs, peers} = flags;
    const asked = {
      ...{rttsMs, losses, durationMs, peers},
      ...(rateBps === undefined ? {} : {rateBps}),
    };
    return this.bench(flags, asked, async () => ({
      measure: (await import('../../scenario/bench/throughput.js')).benchThroughput,
      table: (await import('../../report/bench-throughput-table.js')).throughputTable,
      plot: (await import('../../report/bench-throughput-plot.js')).throughputPlot,
    }));
  }
}
