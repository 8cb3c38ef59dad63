/** A row of a report: a mark, a name, a value, and what to do about it. */
export interface TextRow {
  group: string;
  name: string;
  state: 'ok' | 'limited' | 'failed';
  value: string;
  hint?: string;
}

/** Words, not symbols: they survive logs, fonts and screen readers. */
const MARKS = {ok: 'ok', limited: 'less', failed: 'FAIL'} as const;

/** Rows as aligned plain text, grouped under headings, each hint on a line of its own. */
export function rowsText(rows: readonly TextRow[]): string {
  const markWidth = Math.max(...Object.values(MARKS).map((mark) => mark.length));
  const nameWidth = Math.max(0, ...rows.map(({name}) => name.length));
  const indent = ' '.repeat(2 + markWidth + 2 + nameWidth + 2);
  const lines: string[] = [];
  for (const [index, {group, name, state, value, hint}] of rows.entries()) {
    if (group !== rows[index - 1]?.group) lines.push(...(index > 0 ? [''] : []), group);
    lines.push(`  ${MARKS[state].padEnd(markWidth)}  ${name.padEnd(nameWidth)}  ${value}`);
    if (hint) lines.push(`${indent}${hint}`);
  }
  return lines.join('\n');
}
