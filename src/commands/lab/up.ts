import {randomInt} from 'node:crypto';
import {join} from 'node:path';
import {Args, Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.js';
import {durationFlag, progressFlag, seedFlag} from '../../cli/flags.js';
import {resolveProgress} from '../../cli/output-mode.js';
import {runRootless} from '../../cli/rootless.js';
import {ExitCode} from '../../errors.js';

export default class LabUp extends BaseCommand {
  static override summary = 'Bring up the network of a topology, and hold it until Ctrl-C.';
  static override description =
    'Builds sites behind NATs with impaired links, STUN and TURN, and shows their addresses. ' +
    'Run programs in its hosts from another terminal with "claw lab exec".';
  static override examples = [
    '<%= config.bin %> lab up two-homes',
    '<%= config.bin %> lab up ./office.yaml --fabric loopback --duration 1m --json',
    '<%= config.bin %> lab up two-homes --dry-run',
  ];
  static override args = {
    topology: Args.string({required: true, description: 'A file, or a shipped name.'}),
  };
  static override flags = {
    fabric: Flags.option({
      options: ['auto', 'netns', 'loopback'] as const,
      description: 'How hosts are isolated; default what the topology says.',
    })(),
    links: Flags.option({
      options: ['auto', 'netem', 'userspace'] as const,
      description: 'Who impairs the links; default what the topology says.',
    })(),
    seed: seedFlag({description: 'Seed of every random decision; default the topology’s.'}),
    duration: durationFlag({description: 'Stay up this long; default until Ctrl-C.'}),
    progress: progressFlag(),
    'dry-run': Flags.boolean({description: 'Print what would be set up, and set up nothing.'}),
  };

  override async run(): Promise<object> {
    const {args, flags} = await this.parse(LabUp);
    const {findTopology} = await import('../../lab/topology-file/shipped.js');
    const {readTopologyFile} = await import('../../lab/topology-file/topology-file.js');
    const {gatherFacts} = await import('../../lab/doctor/facts.js');
    const {chooseLab} = await import('../../lab/doctor/choose.js');
    const {root} = this.config;
    const file = readTopologyFile(
      findTopology(args.topology, join(root, 'scenarios', 'topologies')),
    );
    const {fabric = file.fabric, links = file.links} = flags;
    const chosen = chooseLab(await gatherFacts(), {fabric, links});
    const {sites} = file;
    const seed = flags.seed ?? file.seed ?? randomInt(2 ** 32);
    const spec = {seed, sites, fabric: chosen.fabric, linkDriver: chosen.linkDriver};
    const {describeLab} = await import('../../scenario/lab-session/dry-run.js');
    // A plan that cannot be made is refused before anything is started.
    const plan = describeLab(spec);
    if (flags['dry-run']) {
      this.log(plan);
      return {plan};
    }
    const again = [process.execPath, join(root, 'bin', 'claw'), 'lab', 'up', ...this.argv];
    if (chosen.rootless) return this.exit(await runRootless(again));
    const {labProgress} = await import('../../cli/lab-progress.js');
    const {showLab} = await import('../../report/show-lab.js');
    const {runLabSession} = await import('../../scenario/lab-session/session.js');
    const progress = labProgress(resolveProgress(flags.progress));
    const {lab, leftovers} = await runLabSession({
      spec,
      topology: args.topology,
      ...(flags.duration === undefined ? {} : {durationMs: flags.duration}),
      signal: this.interrupts.signal,
      onEvent: (event) => {
        progress(event);
        if (event.type === 'ready') this.log(showLab(event.lab));
      },
    });
    if (leftovers.length > 0) process.exitCode = ExitCode.failed;
    return {...lab, leftovers};
  }
}
