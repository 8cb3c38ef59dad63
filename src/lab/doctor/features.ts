import {execa} from 'execa';
import type {Ability} from './ability.js';

const NAMESPACE_DENIED = 'network namespaces cannot be made here';

/** Each line succeeds or fails by itself; only what worked is named on stdout. */
const TRY = [
  'echo namespace',
  'ip link add claw0 type veth peer name claw1 && echo veth',
  'nft add table inet claw && echo nft',
].join('\n');

/** Whether the kernel lets us make veth pairs and nft tables, tried in a namespace of its own. */
export async function probeFeatures(root: boolean): Promise<{veth: Ability; nft: Ability}> {
  const asRoot = root ? [] : ['--user', '--map-root-user'];
  const probe = ['unshare', ...asRoot, '--net', 'sh', '-c', TRY] as const;
  const {stdout = ''} = await execa(probe[0], probe.slice(1), {reject: false});
  const worked = stdout.split('\n');
  const ability = (name: string, why: string): Ability => {
    if (worked.includes(name)) return {ok: true};
    return {ok: false, why: worked.includes('namespace') ? why : NAMESPACE_DENIED};
  };
  return {
    veth: ability('veth', 'this kernel or container makes no veth pairs'),
    nft: ability('nft', 'this kernel or container has no nf_tables'),
  };
}
