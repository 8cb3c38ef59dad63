import {BaseCommand} from '../cli/base-command.js';
import {rowsText} from '../cli/rows-text.js';
import {ExitCode} from '../errors.js';

export default class Doctor extends BaseCommand {
  static override summary = 'Say what this machine can do, and what to do about the rest.';
  static override description =
    'Looks at Node, the kernel, privileges and programs, and says which lab --fabric auto and ' +
    '--links auto give here. Changes nothing. Exits with 3 when no fabric works.';
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --json'];

  override async run() {
    await this.parse(Doctor);
    const {diagnose} = await import('../lab/doctor/diagnosis.js');
    const diagnosis = await diagnose();
    this.log(rowsText(diagnosis.rows));
    if (!diagnosis.lab) process.exitCode = ExitCode.unsupported;
    return diagnosis;
  }
}
