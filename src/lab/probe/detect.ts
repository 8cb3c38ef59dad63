import {classifyNat, type MeasuredNat} from './classify.js';
import {discoverTargets} from './discover.js';
import {localAddresses} from './local-address.js';
import {observeNat} from './nat-probe.js';

/** Classifies the NAT of the network this process is in. Rejects as `discoverTargets` does. */
export async function detectNat(host: string, port: number): Promise<MeasuredNat> {
  const targets = await discoverTargets(host, port);
  const localOf = localAddresses({target: targets.primary});
  return classifyNat(await observeNat({targets, localOf}));
}
