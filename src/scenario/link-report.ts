import type {Lab} from '../lab/lab.js';
import type {LinkStats} from '../lab/links/link-stats.js';
import type {LinkModels} from '../lab/links/model.js';

/** A link as it is now, and what it has done. */
export interface LinkReport {
  /** Of its site. */
  name: string;
  link: LinkModels;
  /** Absent where the kernel runs the link. */
  stats?: LinkStats;
}

/** Every link of the lab. Rejects with `LINK_DRIVER_ENDED`. */
export async function linkReports(lab: Lab | undefined): Promise<LinkReport[]> {
  if (!lab) return [];
  const stats = await lab.linkStats();
  return [...lab.links()].map(([name, link]) => {
    const found = stats.get(name);
    return {name, link, ...(found ? {stats: found} : {})};
  });
}
