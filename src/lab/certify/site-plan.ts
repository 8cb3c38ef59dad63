import type {HostAccess, Lab} from '../lab.js';
import type {LinkModels} from '../links/model.js';
import type {SiteNetwork} from '../nat/presets.js';
import {siteNetwork} from '../nat/site-network.js';
import {type FirewallView, firewallView} from './firewall-view.js';
import {expectedLoss, isSteady} from './link-verdict.js';

/** What was asked of a site at the time of a look, and what of it a probe can tell. */
export interface SitePlan {
  network: SiteNetwork;
  models: LinkModels;
  firewall: FirewallView;
  /** See `askedNat`. */
  keepsPorts: boolean;
  /** Why nothing about the NAT can be judged; absent: it can. */
  natHidden?: string;
  /** Why nothing about the link can be judged; absent: it can. */
  linkHidden?: string;
  /** Whether the link's model stays the same for the time of a look. */
  steady: boolean;
}

/** Below this share of round trips that come back, missing answers decide nothing. */
const SURVIVAL_MIN = 0.25;

/** Throws `NAT_UNKNOWN`. */
export function planSite(lab: Lab, {site, nat, probe}: HostAccess): SitePlan {
  const spec = lab.spec.sites.find(({name}) => name === site);
  const network = siteNetwork(spec ?? {name: site, nat, hosts: [], link: {up: {}, down: {}}});
  const models = lab.links().get(site) ?? {up: {}, down: {}};
  const firewall = firewallView(network.firewall ?? 'open', probe);
  const steady = isSteady(models.up) && isSteady(models.down);
  const natHidden = whyNatHidden(models, firewall);
  const linkHidden = whyLinkHidden(models, firewall, probe.tcpReflector !== undefined);
  return {
    network,
    models,
    firewall,
    keepsPorts: lab.spec.fabric === 'netns',
    steady,
    ...(natHidden === undefined ? {} : {natHidden}),
    ...(linkHidden === undefined ? {} : {linkHidden}),
  };
}

function whyNatHidden({up, down}: LinkModels, {udp}: FirewallView): string | undefined {
  if (udp === 'partial') return "its firewall lets only some of the probe's questions out";
  if ([up, down].some(({faults = []}) => faults.length > 0)) return 'its link has faults';
  const survival = (1 - expectedLoss(up)) * (1 - expectedLoss(down));
  return survival < SURVIVAL_MIN ? 'its link loses too much to tell' : undefined;
}

function whyLinkHidden(
  {up, down}: LinkModels,
  {udp, tcp}: FirewallView,
  hasTcp: boolean,
): string | undefined {
  if (!isSteady(up) || !isSteady(down)) return 'its model has what one short train cannot measure';
  if (expectedLoss(up) >= 1 || expectedLoss(down) >= 1) return 'it loses everything';
  if (udp === 'partial') return "its site's firewall drops the train";
  if (udp === 'blocked' && !(tcp && hasTcp)) return "its site's firewall drops UDP";
  return undefined;
}
