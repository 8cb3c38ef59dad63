import type {SiteSpec} from '../lab.js';
import {natPreset, type SiteNetwork} from './presets.js';

/** What the site asks for: its preset, with its own firewall if it has one. Throws `NAT_UNKNOWN`. */
export function siteNetwork({nat, firewall}: SiteSpec): SiteNetwork {
  return firewall === undefined ? natPreset(nat) : {...natPreset(nat), firewall};
}
