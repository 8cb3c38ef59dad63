import {BaseCommand} from '../../cli/base-command.js';
import {meshFlag} from '../../cli/mesh-flag.js';

export default class MeshDown extends BaseCommand {
  static override summary = 'End the mesh that is up, as if its duration were over.';
  static override examples = ['<%= config.bin %> mesh down'];
  static override flags = {mesh: meshFlag()};

  override async run(): Promise<object> {
    const {flags} = await this.parse(MeshDown);
    const {MeshClient} = await import('../../scenario/mesh/mesh-control.js');
    const mesh = await MeshClient.find(flags.mesh);
    await mesh.down();
    this.log(`mesh ${mesh.pid} is down`);
    return {pid: mesh.pid};
  }
}
