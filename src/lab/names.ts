import {ClawError} from '../errors.js';
import type {LabSpec} from './lab.js';

/** Namespaces every lab has besides its sites and hosts. */
export const CORE = 'core';
export const SERVICES = 'services';
export const WIRES = 'wires';

/** Interface names inside the namespaces; a site or a host cannot be called the same. */
export const CORE_VOID = 'void';
const TAKEN = [CORE, SERVICES, WIRES, CORE_VOID, 'void-end', 'wan', 'lan', 'lo', 'eth0'];

/** Linux allows 15 characters in an interface name; the longest suffix we add is `-down`. */
const NAME = /^[a-z][a-z0-9-]{0,9}$/;

export const NAME_HINT =
  'Use a name of its own: at most 10 lower-case letters, digits and dashes, a letter first.';

/** Name of the kernel namespace of a host, router or service of the lab of `ownerPid`. */
export function namespaceName(ownerPid: number, name: string): string {
  return `claw-${ownerPid}-${name}`;
}

/** Name of the namespace of a site's carrier; too long to be a site's or a host's. */
export function carrierName(site: string): string {
  return `${site}-carrier-nat`;
}

/** Inverse of `namespaceName`; undefined for a namespace that is not ours. */
export function parseNamespaceName(text: string): {ownerPid: number; name: string} | undefined {
  const match = /^claw-([1-9]\d*)-([a-z][a-z0-9-]*)$/.exec(text);
  if (!match?.[1] || !match[2]) return undefined;
  return {ownerPid: Number(match[1]), name: match[2]};
}

/** Throws `LAB_NAME_INVALID` if a site or host name is too long, odd, taken or used twice. */
export function checkNames(spec: LabSpec): void {
  const check = nameChecker();
  for (const name of spec.sites.flatMap((site) => [site.name, ...site.hosts])) {
    const problem = check(name);
    if (problem) throw new ClawError(problem, {code: 'LAB_NAME_INVALID', hint: NAME_HINT});
  }
}

/** Tells, name after name, why one cannot be that of a site or host; undefined when it can. */
export function nameChecker(): (name: string) => string | undefined {
  const seen = new Set<string>(TAKEN);
  return (name) => {
    if (!NAME.test(name)) return `"${name}" cannot be the name of a site or host`;
    if (seen.has(name)) return `the name "${name}" is taken`;
    seen.add(name);
    return undefined;
  };
}
