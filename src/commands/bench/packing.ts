import {BaseCommand} from '../../cli/base-command.js';
import {durationFlag, positiveIntegerFlag} from '../../cli/flags.js';

export default class BenchPacking extends BaseCommand {
  static override summary = 'Measure how fast vectors pack and unpack, beside what others do.';
  static override description =
    'Packs one vector into a buffer over and over: vectors a second in the best of many short ' +
    'rounds, and heap bytes for each. Peers are measured in the same run.';
  static override examples = [
    '<%= config.bin %> bench packing',
    '<%= config.bin %> bench packing --dimension 4096 --json',
  ];
  static override flags = {
    dimension: positiveIntegerFlag({default: 768, description: 'Elements of a vector.'}),
    duration: durationFlag({
      leastMs: 1,
      default: 200,
      description: 'Time for each row.',
      defaultHelp: async () => '200ms',
    }),
  };

  override async run(): Promise<object> {
    const {flags} = await this.parse(BenchPacking);
    const {benchPacking} = await import('../../scenario/bench/packing.js');
    const {showPackingBench} = await import('../../report/show-packing-bench.js');
    const bench = benchPacking({dimension: flags.dimension, durationMs: flags.duration});
    this.log(showPackingBench(bench));
    return bench;
  }
}
