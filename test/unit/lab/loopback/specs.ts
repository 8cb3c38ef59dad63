import type {LabSpec, SiteSpec} from '../../../../src/lab/lab.js';
import type {LinkModel} from '../../../../src/lab/links/model.js';

/** `nat` with one host for each name, behind a link of `model` both ways. */
export function site(
  name: string,
  nat: string,
  hosts: readonly string[],
  model: LinkModel = {},
): SiteSpec {
  return {name, nat, hosts, link: {up: model, down: model}};
}

export function loopbackSpec(...sites: SiteSpec[]): LabSpec {
  return {
    ownerPid: process.pid,
    seed: 1,
    fabric: 'loopback',
    linkDriver: 'userspace',
    sites,
    directory: '/nonexistent',
  };
}
