import {randomInt} from 'node:crypto';
import {join} from 'node:path';
import {BaseCommand} from '../../cli/base-command.js';
import {durationFlag} from '../../cli/flags.js';
import {meshFlags} from '../../cli/mesh-flags.js';
import {resolveProgress} from '../../cli/output-mode.js';
import {runRootless} from '../../cli/rootless.js';
import {ExitCode} from '../../errors.js';

const {fabric, links, seed, progress, keep} = meshFlags;

export default class NatMatrix extends BaseCommand {
  static override summary =
    'Connect every pair of NAT types: predicted path against observed path.';
  static override description =
    'The nine types of RFC 4787, each behind a router of its own, call each other. A path is ' +
    'observed when the agents and the routers’ counters agree on it. Exits with 1 when a pair ' +
    'took another path than predicted.';
  static override examples = [
    '<%= config.bin %> nat matrix',
    '<%= config.bin %> nat matrix --fabric loopback --json',
  ];
  static override flags = {
    rtt: durationFlag({
      default: 20,
      description: 'Round trip between sites.',
      defaultHelp: async () => '20ms',
    }),
    ...{fabric, links, seed, progress, keep},
  };

  override async run(): Promise<object> {
    const {flags} = await this.parse(NatMatrix);
    const {gatherFacts} = await import('../../lab/doctor/facts.js');
    const {chooseLab} = await import('../../lab/doctor/choose.js');
    const lab = chooseLab(await gatherFacts(), {fabric: flags.fabric, links: flags.links});
    const claw = [process.execPath, join(this.config.root, 'bin', 'claw')];
    if (lab.rootless) return this.exit(await runRootless([...claw, 'nat', 'matrix', ...this.argv]));

    const {createReporter} = await import('../../report/create-reporter.js');
    const {runNatMatrix} = await import('../../scenario/nat-matrix/run.js');
    const {natMatrixTable} = await import('../../report/nat-matrix-table.js');
    const reporter = await createReporter(resolveProgress(flags.progress));
    const {matrix, passed, evidence} = await runNatMatrix({
      matrix: {...lab, rttMs: flags.rtt, seed: flags.seed ?? randomInt(2 ** 32)},
      command: claw,
      commandLine: ['claw', 'nat', 'matrix', ...this.argv].join(' '),
      keep: flags.keep,
      onEvent: (event) => reporter.onEvent(event),
      signal: this.interrupts.signal,
    }).finally(() => reporter.close());
    this.log(natMatrixTable(matrix));
    if (evidence) process.stderr.write(`evidence: ${evidence}\n`);
    if (!passed) process.exitCode = ExitCode.failed;
    return matrix;
  }
}
