import {BaseCommand} from '../../cli/base-command.js';
import {labFlag} from '../../cli/lab-flag.js';

export default class LabStatus extends BaseCommand {
  static override summary =
    'Show the lab that is up: hosts, addresses, services, links and what they did.';
  static override examples = [
    '<%= config.bin %> lab status',
    '<%= config.bin %> lab status --json',
  ];
  static override flags = {lab: labFlag()};

  override async run(): Promise<object> {
    const {flags} = await this.parse(LabStatus);
    const {LabClient} = await import('../../scenario/lab-session/lab-client.js');
    const {showLab} = await import('../../report/show-lab.js');
    const lab = await LabClient.find(flags.lab);
    const status = await lab.status().finally(() => lab.close());
    this.log(showLab(status));
    return status;
  }
}
