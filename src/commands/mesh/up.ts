import {join} from 'node:path';
import {BaseCommand} from '../../cli/base-command.js';
import {failureDocument, toFailure} from '../../cli/failure.js';
import {type MeshFlags, meshFlags, toMeshOptions} from '../../cli/mesh-flags.js';
import {resolveProgress} from '../../cli/output-mode.js';
import {writeFailure} from '../../cli/report-failure.js';
import {runRootless} from '../../cli/rootless.js';
import {type ClawError, ExitCode} from '../../errors.js';
import type {MeshResult} from '../../scenario/events.js';
import type {MeshOptions} from '../../scenario/mesh/options.js';

export default class MeshUp extends BaseCommand {
  static override summary = 'Bring up real agents on a real, impaired network.';
  static override description =
    'Builds sites behind NATs, starts one agent process per host, connects every pair and shows ' +
    'how: the path, the time to first byte and its parts, round trip and loss. Exits with 1 when ' +
    'a pair did not connect or a path could not be proven, with 5 when the network was not what ' +
    'was asked for.';
  static override examples = [
    '<%= config.bin %> mesh up',
    '<%= config.bin %> mesh up --agents 6 --rtt 80ms --loss 2% --duration 10s --json',
    '<%= config.bin %> mesh up --nat symmetric --sites 2 --dry-run',
  ];
  static override flags = meshFlags;

  override async run(): Promise<object> {
    const {flags} = await this.parse(MeshUp);
    const {gatherFacts} = await import('../../lab/doctor/facts.js');
    const {chooseLab} = await import('../../lab/doctor/choose.js');
    const lab = chooseLab(await gatherFacts(), {fabric: flags.fabric, links: flags.links});
    const mesh = toMeshOptions(flags, lab);
    if (flags['dry-run']) return this.dryRun(mesh);
    if (lab.rootless)
      return this.exit(await runRootless([...this.claw(), 'mesh', 'up', ...this.argv]));
    return this.up(flags, mesh);
  }

  private async up(flags: MeshFlags, mesh: MeshOptions): Promise<object> {
    const {signal} = this.interrupts;
    const {createReporter} = await import('../../report/create-reporter.js');
    const {runMeshSession} = await import('../../scenario/mesh/session.js');
    const reporter = await createReporter(resolveProgress(flags.progress));
    const {result, passed, invalid, evidence} = await runMeshSession({
      mesh,
      command: this.claw(),
      commandLine: ['claw', 'mesh', 'up', ...this.argv].join(' '),
      keep: flags.keep,
      certify: flags.certify,
      onEvent: (event) => reporter.onEvent(event),
      signal,
    }).finally(() => reporter.close());
    const {showMesh} = await import('../../report/show-mesh.js');
    this.log(showMesh(result, {full: flags.full}));
    if (evidence) process.stderr.write(`evidence: ${evidence}\n`);
    if (invalid) return this.invalid(invalid, result);
    if (!passed) process.exitCode = ExitCode.failed;
    return result;
  }

  /** The result is shown all the same: it says what was asked and what was measured. */
  private invalid(error: ClawError, result: MeshResult): object {
    const failure = toFailure(error);
    process.exitCode = failure.exitCode;
    writeFailure(failure);
    return {...result, ...failureDocument(failure)};
  }

  private async dryRun(mesh: MeshOptions): Promise<object> {
    const {describeMesh} = await import('../../scenario/mesh/dry-run.js');
    const text = await describeMesh(mesh);
    this.log(text);
    return {schemaVersion: 1, plan: text};
  }

  private claw(): string[] {
    return [process.execPath, join(this.config.root, 'bin', 'claw')];
  }
}
