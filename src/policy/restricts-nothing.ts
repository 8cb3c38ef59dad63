import type {Policy, SidePolicy} from './policy.js';

/** Whether a policy allows every path and every address; zones and relays alone forbid none. */
export function restrictsNothing({local, remote, paths, rules}: Policy): boolean {
  return isOpen(local) && isOpen(remote) && paths === undefined && rules.length === 0;
}

function isOpen({allow, deny, ports}: SidePolicy): boolean {
  return allow === undefined && deny.length === 0 && ports === undefined;
}
