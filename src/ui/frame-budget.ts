/** How many lines each list of the dashboard may take, "and N more" included. */
export interface FrameBudget {
  sites: number;
  connections: number;
  footer: boolean;
}

export interface FrameContent {
  /** Height of the terminal. */
  rows: number;
  sites: number;
  connections: number;
  noticeLines: number;
  footer: boolean;
}

const HEADER_LINES = 2;
/** A blank line and the column names. */
const LIST_FRAME = 2;
const BLANK = 1;
const ROWS_FOR_SITES = 14;
const ROWS_FOR_FOOTER = 10;

/**
 * Shares out the height so that a frame is always lower than the terminal: one that is not makes
 * the terminal scroll, and every later draw leaves debris above. Connections get what is left.
 */
export function frameBudget(content: FrameContent): FrameBudget {
  // The cursor rests on the line below the frame.
  const usable = content.rows - 1;
  const sites = usable < ROWS_FOR_SITES ? 0 : Math.min(content.sites, Math.floor(usable / 4));
  const footer = content.footer && usable >= ROWS_FOR_FOOTER;
  const taken =
    HEADER_LINES +
    (sites > 0 ? LIST_FRAME + sites : 0) +
    (content.noticeLines > 0 ? BLANK + content.noticeLines : 0) +
    (footer ? BLANK + 1 : 0);
  const connections = Math.max(0, Math.min(content.connections, usable - taken - LIST_FRAME));
  return {sites, connections, footer};
}

/** Lines for warnings: a quarter of the height while connections need it, a third at the end. */
export function noticeLinesMax(rows: number, ended: boolean): number {
  return Math.max(0, Math.floor(rows / (ended ? 3 : 4)) - 1);
}
