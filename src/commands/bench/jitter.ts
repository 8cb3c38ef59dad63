import {randomInt} from 'node:crypto';
import {BenchCommand} from '../../cli/bench-command.js';
import {benchFlags, percentsFlag} from '../../cli/bench-flags.js';
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
    rtt: durationFlag({
      default: 50,
      defaultHelp: async () => '50ms',
      description: 'Round trip.',
    }),
    loss: percentsFlag({
      default: [0, 0.01],
      defaultHelp: async () => '0%,1%',
      description: 'Packets lost, each way.',
    }),
    duration: durationFlag({
      default: 5000,
      defaultHelp: async () => '5s',
      description: 'Of each run.',
    }),
    ...benchFlags,
  };

  override async run(): Promise<object> {
    const {flags} = await this.parse(BenchJitter);
    const {linkDriver, rootless} = await this.chooseLab(flags.links);
    if (rootless) return this.again();
    const {benchJitter} = await import('../../scenario/bench/jitter.js');
    const {showBench} = await import('../../report/show-bench-table.js');
    const {jitterTable} = await import('../../report/bench-jitter-table.js');
    const asked = {
      ...{streamBps: flags.stream, rttMs: flags.rtt, losses: flags.loss},
      ...{durationMs: flags.duration, runs: flags.runs},
      ...{seed: flags.seed ?? randomInt(2 ** 32), linkDriver},
    };
    const result = await benchJitter(asked, this.context(flags.progress));
    this.log(showBench(jitterTable, result));
    return result;
  }
}
