import {randomInt} from 'node:crypto';
import {BenchCommand} from '../../cli/bench-command.js';
import {benchFlags, carriersFlag, percentsFlag} from '../../cli/bench-flags.js';
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
    rtt: durationFlag({
      default: 50,
      defaultHelp: async () => '50ms',
      description: 'Round trip.',
    }),
    loss: percentsFlag({
      default: [0.05],
      defaultHelp: async () => '5%',
      description: 'Packets lost, each way.',
    }),
    duration: durationFlag({
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
    const {linkDriver, rootless} = await this.chooseLab(flags.links);
    if (rootless) return this.again();
    const {benchReliability} = await import('../../scenario/bench/reliability.js');
    const {showBench} = await import('../../report/show-bench-table.js');
    const {reliabilityTable} = await import('../../report/bench-reliability-table.js');
    const asked = {
      ...{
        carriers: flags.carrier,
        rttMs: flags.rtt,
        losses: flags.loss,
        durationMs: flags.duration,
      },
      ...{runs: flags.runs, seed: flags.seed ?? randomInt(2 ** 32), linkDriver},
    };
    const result = await benchReliability(asked, this.context(flags.progress));
    this.log(showBench(reliabilityTable, result));
    return result;
  }
}
