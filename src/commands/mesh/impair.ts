import {BaseCommand} from '../../cli/base-command.js';
import {IMPAIR_DESCRIPTION, impairArgs, impairFlags, toLinkChange} from '../../cli/impair-flags.js';
import {meshFlag} from '../../cli/mesh-flag.js';

export default class MeshImpair extends BaseCommand {
  static override summary = 'Give a link of the mesh that is up other impairments.';
  static override description =
    `${IMPAIR_DESCRIPTION} A link is that of a site to the core: a path between two sites crosses ` +
    'two of them each way.';
  static override examples = [
    '<%= config.bin %> mesh impair s1 --loss 10% --delay 80ms',
    '<%= config.bin %> mesh impair s1 --preset 4g',
    '<%= config.bin %> mesh impair s1 "{preset: 4g, flap: {every: 10s, down: 500ms}}"',
  ];
  static override args = impairArgs;
  static override flags = {...impairFlags, mesh: meshFlag()};

  override async run(): Promise<object> {
    const {args, flags} = await this.parse(MeshImpair);
    const change = toLinkChange(args, flags);
    const {MeshClient} = await import('../../scenario/mesh/mesh-control.js');
    const {linkText} = await import('../../report/show-lab.js');
    const mesh = await MeshClient.find(flags.mesh);
    const models = await mesh.impair(change).finally(() => mesh.close());
    this.log(`${args.link}: ${linkText(models)}`);
    return {link: args.link, models};
  }
}
