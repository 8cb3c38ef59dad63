import type {LabSpec} from '../../lab/lab.js';
import {describeModel} from '../../lab/links/describe.js';
import {checkIpv4Only} from '../../lab/loopback/ipv4-only.js';
import {planLab, renderPlan} from '../../lab/plan.js';
import {type MeshOptions, meshSites} from './options.js';

/** What `mesh up` would set up: the plan of the netns fabric, or the sites of the loopback one. */
export async function describeMesh(mesh: MeshOptions): Promise<string> {
  const sites = meshSites(mesh);
  if (mesh.fabric === 'loopback') {
    checkIpv4Only({sites});
    return sites
      .map(
        ({name, nat, hosts, link}) =>
          `${name}  ${nat}  ${hosts.join(' ')}  ${describeModel(link.up)}`,
      )
      .join('\n');
  }
  const spec: LabSpec = {
    ownerPid: process.pid,
    seed: mesh.seed,
    fabric: mesh.fabric,
    linkDriver: mesh.linkDriver,
    sites,
    directory: '<run directory>',
  };
  return renderPlan(planLab(spec)).trimEnd();
}
