import {BaseCommand} from '../../cli/base-command.js';
import {IMPAIR_DESCRIPTION, impairArgs, impairFlags, toLinkChange} from '../../cli/impair-flags.js';
import {labFlag} from '../../cli/lab-flag.js';

export default class LabImpair extends BaseCommand {
  static override summary = 'Give a link of the lab that is up other impairments.';
  static override description = IMPAIR_DESCRIPTION;
  static override examples = [
    '<%= config.bin %> lab impair home-a --preset wifi-bad',
    '<%= config.bin %> lab impair home-a --loss 10% --delay 80ms',
    '<%= config.bin %> lab impair home-a "{delay: 80ms, up: {loss: 5%}}"',
  ];
  static override args = impairArgs;
  static override flags = {...impairFlags, lab: labFlag()};

  override async run(): Promise<object> {
    const {args, flags} = await this.parse(LabImpair);
    const change = toLinkChange(args, flags);
    const {LabClient} = await import('../../scenario/lab-session/lab-client.js');
    const {linkText} = await import('../../report/show-lab.js');
    const lab = await LabClient.find(flags.lab);
    const models = await lab.impair(change).finally(() => lab.close());
    this.log(`${args.link}: ${linkText(models)}`);
    return {link: args.link, models};
  }
}
