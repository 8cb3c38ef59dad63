import {randomInt} from 'node:crypto';
import {join} from 'node:path';
import {BaseCommand} from '../../cli/base-command.js';
import {
  durationFlag,
  packetRateFlag,
  percentFlag,
  progressFlag,
  seedFlag,
} from '../../cli/flags.js';
import {labProgress} from '../../cli/lab-progress.js';
import {resolveProgress} from '../../cli/output-mode.js';
import {runRootless} from '../../cli/rootless.js';

export default class LabBench extends BaseCommand {
  static override summary = 'Measure what the link drivers of this machine carry, and how exactly.';
  static override description =
    'Sends numbered packets over one link of its own: at --rate, at a moderate load, with loss, ' +
    'and into a full queue. Measures the userspace driver, and the kernel’s netem beside it ' +
    'where there is one (docs/links.md).';
  static override examples = [
    '<%= config.bin %> lab bench',
    '<%= config.bin %> lab bench --rate 100kpps --duration 10s --json',
  ];
  static override flags = {
    rate: packetRateFlag({
      default: 60_000,
      description: 'Load that is to pass without loss.',
      defaultHelp: async () => '60kpps',
    }),
    duration: durationFlag({
      default: 5000,
      description: 'How long packets are sent, each of four times.',
      defaultHelp: async () => '5s',
    }),
    delay: durationFlag({
      default: 25,
      description: 'Delay of the link.',
      defaultHelp: async () => '25ms',
    }),
    loss: percentFlag({
      default: 0.01,
      description: 'Loss of the link, where loss is measured.',
      defaultHelp: async () => '1%',
    }),
    seed: seedFlag({description: 'Seed of the loss; default random, always shown.'}),
    progress: progressFlag(),
  };

  override async run(): Promise<object> {
    const {flags} = await this.parse(LabBench);
    const {gatherFacts} = await import('../../lab/doctor/facts.js');
    const {chooseLab} = await import('../../lab/doctor/choose.js');
    const facts = await gatherFacts();
    const {rootless} = chooseLab(facts, {fabric: 'netns', links: 'userspace'});
    const claw = [process.execPath, join(this.config.root, 'bin', 'claw')];
    if (rootless) return this.exit(await runRootless([...claw, 'lab', 'bench', ...this.argv]));

    const {benchLinks} = await import('../../lab/links/bench/bench.js');
    const {linkBenchTable} = await import('../../report/link-bench-table.js');
    const {rate, duration, delay, loss, seed = randomInt(2 ** 32)} = flags;
    const progress = labProgress(resolveProgress(flags.progress));
    const startMs = performance.now();
    const bench = await benchLinks(
      {packetsPerSecond: rate, durationMs: duration, delayMs: delay, loss, seed},
      {
        netem: facts.features.netem,
        signal: this.interrupts.signal,
        onProgress: (text) => progress({type: 'step', text, atMs: performance.now() - startMs}),
      },
    );
    this.log(linkBenchTable(bench));
    return bench;
  }
}
