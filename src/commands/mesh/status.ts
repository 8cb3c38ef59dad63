import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.js';
import {meshFlag} from '../../cli/mesh-flag.js';

export default class MeshStatus extends BaseCommand {
  static override summary =
    'Show the mesh that is up: paths, standbys, first bytes, round trips, links.';
  static override examples = [
    '<%= config.bin %> mesh status',
    '<%= config.bin %> mesh status --paths',
    '<%= config.bin %> mesh status --json',
  ];
  static override flags = {
    mesh: meshFlag(),
    paths: Flags.boolean({
      description: 'A row for each path: round trip, jitter, loss, forecast, rate.',
    }),
  };

  override async run(): Promise<object> {
    const {flags} = await this.parse(MeshStatus);
    const {MeshClient} = await import('../../scenario/mesh/mesh-control.js');
    const {showMeshStatus} = await import('../../report/show-mesh.js');
    const mesh = await MeshClient.find(flags.mesh);
    const status = await mesh.status().finally(() => mesh.close());
    this.log(showMeshStatus(status, {paths: flags.paths}));
    return status;
  }
}
