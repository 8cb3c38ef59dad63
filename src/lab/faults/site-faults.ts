import {execa} from 'execa';
import {applySteps} from '../apply.js';
import type {LabSpec} from '../lab.js';
import {inNamespace} from '../step.js';
import {layOut} from '../topology.js';
import {parseDropCount} from './drop-rules.js';
import {listDropCounter, noSiteDropRules, type SiteDrop, siteDropRules} from './site-drop-rules.js';

/** Packets that are being lost. */
export interface ActiveDrop {
  /** Ends it; resolves with how many were lost. */
  restore(): Promise<number>;
}

/** What the core of a running `netns` lab can lose, several things at once. */
export interface SiteFaults {
  /** Resolves once the core loses these packets. Rejects with `LAB_STEP_FAILED`. */
  drop(drop: SiteDrop): Promise<ActiveDrop>;
}

export function siteFaults(spec: LabSpec): SiteFaults {
  const {core} = layOut(spec);
  let drops = 0;
  const nft = (title: string, stdin: string) =>
    applySteps([{title, netns: core, argv: ['nft', '-f', '-'], stdin}]);
  const lost = async (table: string) => {
    const [program = '', ...args] = inNamespace(core, listDropCounter(table));
    return parseDropCount((await execa(program, args)).stdout).dropped;
  };
  return {
    drop: async (drop) => {
      drops += 1;
      const table = `fault${drops}`;
      await nft('fault', siteDropRules(drop, table));
      return {
        restore: async () => {
          const dropped = await lost(table);
          await nft('end of fault', noSiteDropRules(table));
          return dropped;
        },
      };
    },
  };
}
