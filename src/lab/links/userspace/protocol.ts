import type {LinkStats} from '../link-stats.js';
import type {LinkModel, LinkModels} from '../model.js';

/** A link and the two interfaces, in the driver's namespace, whose peers it connects. */
export interface UserspaceLink {
  name: string;
  /** Interface whose peer is the site's router. */
  site: string;
  /** Interface whose peer is the core. */
  core: string;
  models: LinkModels;
}

/** New models of one link; an absent direction stays as it is. */
export interface LinkChange {
  up?: LinkModel;
  down?: LinkModel;
}

/** Messages from the lab to the driver, over the channel of `child_process`. */
export type ToDriver =
  | {type: 'start'; seed: number; links: readonly UserspaceLink[]}
  | {type: 'set'; id: number; name: string; change: LinkChange}
  | {type: 'stats'; id: number};

/** Messages from the driver. `ended` comes last, before it exits by itself. */
export type FromDriver =
  | {type: 'ready'}
  | {type: 'done'; id: number}
  | {type: 'stats'; id: number; links: Record<string, LinkStats>}
  | {type: 'ended'; reason: string};

/** File descriptor of that channel in the driver: the fourth of its `stdio`. */
export const CHANNEL_FD = 3;
