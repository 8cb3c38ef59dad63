import {parseAddress} from './address.js';
import {judgeAddress} from './judge-address.js';
import {judgePath, type Party, zonesOf} from './judge-path.js';
import {type Decision, PATH_KINDS, type PathKind, type Policy} from './policy.js';

export interface Explanation {
  local: {asked: string; zones: string[]};
  remote: {asked: string; zones: string[]};
  paths: (Decision & {kind: PathKind})[];
}

/**
 * Which paths between two ends, each the name of an agent or an address, a policy allows, and why.
 * Of a relayed path, what is said holds for the relays that the deciding rule names.
 */
export function explainPaths(policy: Policy, local: string, remote: string): Explanation {
  const [own, other] = [partyOf(local), partyOf(remote)];
  const direct = [
    ...own.addresses.map((address) => judgeAddress(policy, 'local', address)),
    ...other.addresses.map((address) => judgeAddress(policy, 'remote', address)),
  ].find(({allowed}) => !allowed);
  const judge = (kind: PathKind): Decision => {
    const path = judgePath(policy, {local: own, remote: other, kind, relays: []});
    return kind === 'direct' && direct ? direct : path;
  };
  return {
    local: {asked: local, zones: zonesOf(policy, own)},
    remote: {asked: remote, zones: zonesOf(policy, other)},
    paths: PATH_KINDS.map((kind) => ({kind, ...judge(kind)})),
  };
}

/** What a decision rests on, for people: `policy.yaml:12 rules.0`. */
export function ruleText({rule}: Pick<Decision, 'rule'>): string {
  return rule ? `${rule.file}:${rule.line} ${rule.path}` : 'no rule';
}

function partyOf(text: string): Party {
  return parseAddress(text) ? {addresses: [text]} : {agent: text, addresses: []};
}
