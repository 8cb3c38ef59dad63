import {Args} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.js';
import {durationFlag, percentFlag, rateFlag} from '../../cli/flags.js';
import {meshFlag} from '../../cli/mesh-flag.js';

export default class MeshImpair extends BaseCommand {
  static override summary = 'Change a link of the mesh that is up.';
  static override description =
    'Sets the named impairments of a site’s link to the core, in both directions; what is not ' +
    'named stays as it is. A path between two sites crosses two such links each way.';
  static override examples = ['<%= config.bin %> mesh impair s1 --loss 10% --delay 80ms'];
  static override args = {
    link: Args.string({required: true, description: 'Name of the site: s1, s2, …'}),
  };
  static override flags = {
    delay: durationFlag({description: 'One-way delay of this link.'}),
    jitter: durationFlag({description: 'Peak deviation of the delay.'}),
    loss: percentFlag({description: 'Packets lost, each way.'}),
    rate: rateFlag({description: 'Rate, each way.'}),
    mesh: meshFlag(),
  };

  override async run(): Promise<object> {
    const {args, flags} = await this.parse(MeshImpair);
    const {delay, jitter, loss, rate} = flags;
    const {MeshClient} = await import('../../scenario/mesh/mesh-control.js');
    const {describeModel} = await import('../../lab/links/describe.js');
    const mesh = await MeshClient.find(flags.mesh);
    const change = {delayMs: delay, jitterMs: jitter, loss, rateBps: rate};
    const models = await mesh.impair({link: args.link, change}).finally(() => mesh.close());
    this.log(`${args.link}: ${describeModel(models.up)}`);
    return {link: args.link, models};
  }
}
