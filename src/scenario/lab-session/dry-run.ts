import type {LabSpec} from '../../lab/lab.js';
import {describeModel} from '../../lab/links/describe.js';
import {checkIpv4Only} from '../../lab/loopback/ipv4-only.js';
import {planLab, renderPlan} from '../../lab/plan.js';

/** What `lab up` would set up: the plan of the netns fabric, or the sites of the loopback one. */
export function describeLab(asked: Omit<LabSpec, 'ownerPid' | 'directory'>): string {
  const plan = planLab({...asked, ownerPid: process.pid, directory: '<run directory>'});
  if (asked.fabric === 'netns') return renderPlan(plan).trimEnd();
  checkIpv4Only(asked);
  return asked.sites
    .map(({name, nat, hosts, link}) => {
      const [up, down] = [describeModel(link.up), describeModel(link.down)];
      return `${name}  ${nat}  ${hosts.join(' ')}  ${up === down ? up : `${up} / ${down}`}`;
    })
    .join('\n');
}
