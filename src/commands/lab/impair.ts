import {Args} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.js';
import {labFlag} from '../../cli/lab-flag.js';

export default class LabImpair extends BaseCommand {
  static override summary = 'Give a link of the lab that is up other impairments.';
  static override description =
    'SETTINGS are those of a link file (docs/links.md), all of them: what is not named is taken ' +
    'away. "{}" makes the link clear.';
  static override examples = [
    '<%= config.bin %> lab impair home-a "preset: wifi-bad"',
    '<%= config.bin %> lab impair home-a "{delay: 80ms, up: {loss: 5%}}"',
  ];
  static override args = {
    link: Args.string({required: true, description: 'Name of the site.'}),
    settings: Args.string({required: true, description: 'What it is to be, in YAML.'}),
  };
  static override flags = {lab: labFlag()};

  override async run(): Promise<object> {
    const {args, flags} = await this.parse(LabImpair);
    const {LabClient} = await import('../../scenario/lab-session/lab-client.js');
    const {linkText} = await import('../../report/show-lab.js');
    const lab = await LabClient.find(flags.lab);
    const models = await lab.impair(args.link, args.settings).finally(() => lab.close());
    this.log(`${args.link}: ${linkText(models)}`);
    return {link: args.link, models};
  }
}
