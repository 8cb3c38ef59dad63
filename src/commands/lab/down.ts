import {BaseCommand} from '../../cli/base-command.js';
import {labFlag} from '../../cli/lab-flag.js';

export default class LabDown extends BaseCommand {
  static override summary = 'End the lab that is up, as if its duration were over.';
  static override examples = ['<%= config.bin %> lab down'];
  static override flags = {lab: labFlag()};

  override async run(): Promise<object> {
    const {flags} = await this.parse(LabDown);
    const {LabClient} = await import('../../scenario/lab-session/lab-client.js');
    const lab = await LabClient.find(flags.lab);
    await lab.down();
    this.log(`lab ${lab.pid} is down`);
    return {pid: lab.pid};
  }
}
