import {Text} from 'ink';
import type {ReactElement} from 'react';
import {formatCount} from '../report/format.js';
import type {DashboardState, Warning} from './dashboard-state.js';
import {cut, paint, type View} from './view.js';

export interface Notice {
  key: string;
  color: 'red' | 'yellow';
  /** Already cut to the width of the terminal. */
  lines: readonly string[];
}

/** What is wrong right now: lost processes, then the newest warnings that fit `linesMax` lines. */
export function noticesOf(state: DashboardState, linesMax: number, view: View): Notice[] {
  const lost = lostNotice(state, view);
  const warnings: Notice[] = [];
  let room = linesMax - lost.length;
  for (const [index, warning] of [...state.warnings].reverse().entries()) {
    const notice = warningNotice(warning, view);
    const older = state.warnings.length - index - 1;
    if (notice.lines.length + (older > 0 ? 1 : 0) > room) {
      return [...lost, ...earlierNotice(older + 1, room, view), ...warnings];
    }
    warnings.unshift(notice);
    room -= notice.lines.length;
  }
  return [...lost, ...warnings];
}

function lostNotice({seed, agents}: DashboardState, view: View): Notice[] {
  const names = [
    ...(seed === 'lost' ? ['seed'] : []),
    ...[...agents].filter(([, state]) => state === 'lost').map(([name]) => `agent ${name}`),
  ];
  if (names.length === 0) return [];
  const line = cut(`${'lost'.padEnd(INDENT.length)}${names.join(', ')}`, view.columns, view);
  return [{key: 'lost', color: 'red', lines: [line]}];
}

function warningNotice({code, message, hint}: Warning, view: View): Notice {
  const hintLines = hint === undefined ? [] : wrap(`${INDENT}${hint}`, view);
  const lines = [...wrap(`warning  ${code}  ${message}`, view), ...hintLines];
  return {key: message, color: 'yellow', lines};
}

function earlierNotice(count: number, room: number, view: View): Notice[] {
  if (room < 1) return [];
  const line = `${view.glyphs.ellipsis} and ${formatCount(count, 'more warning')}`;
  return [{key: 'earlier', color: 'yellow', lines: [cut(line, view.columns, view)]}];
}

const INDENT = ' '.repeat('warning  '.length);

/** Word wrap to at most two lines, the second indented; what does not fit is cut. */
function wrap(text: string, view: View): string[] {
  const flat = text.replace(/[\r\n]+/g, ' ');
  if (flat.length <= view.columns) return [flat];
  const space = flat.lastIndexOf(' ', view.columns);
  const at = space > INDENT.length ? space : view.columns;
  const rest = `${INDENT}${flat.slice(at).trimStart()}`;
  return [flat.slice(0, at), cut(rest, view.columns, view)];
}

export function Notices({notices, view}: {notices: readonly Notice[]; view: View}): ReactElement {
  return (
    <>
      {notices.map(({key, color, lines}) => (
        <Text key={key} {...paint(view, {color})}>
          {lines.join('\n')}
        </Text>
      ))}
    </>
  );
}
