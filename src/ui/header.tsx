import {Text} from 'ink';
import type {ReactElement} from 'react';
import {interruptText} from '../report/describe-event.js';
import {formatClock, formatMs} from '../report/format.js';
import type {DashboardState} from './dashboard-state.js';
import {cut, paint, type View} from './view.js';

export interface HeaderProps {
  state: DashboardState;
  elapsedMs: number;
  view: View;
}

/** Who runs what, for how long; and below, how far it has come. */
export function Header({state, elapsedMs, view}: HeaderProps): ReactElement {
  const clock = formatClock(elapsedMs);
  const facts = factsOf(state).map((fact) => ` ${view.glyphs.separator} ${fact}`);
  const title = titleOf(state);
  const room = view.columns - clock.length - 2;
  const rest = cut(facts.join(''), Math.max(0, room - title.length), view);
  return (
    <>
      <Text>
        <Text {...paint(view, {bold: true})}>{title}</Text>
        {rest.padEnd(Math.max(0, view.columns - clock.length - title.length))}
        {clock}
      </Text>
      <Status state={state} view={view} />
    </>
  );
}

/** The command without its flags: what they led to is on the screen. */
function titleOf({run}: DashboardState): string {
  const words = run?.command.split(' ') ?? ['claw'];
  const flagAt = words.findIndex((word) => word.startsWith('-'));
  return words.slice(0, flagAt === -1 ? words.length : flagAt).join(' ');
}

function factsOf({run, lab}: DashboardState): string[] {
  return [
    ...(lab ? [lab.fabric, `${lab.linkDriver} links`, `turn ${lab.turn}`] : []),
    ...(run ? [`seed ${run.seed}`] : []),
    ...(run && run.rttMs > 0 ? [`${formatMs(run.rttMs)} RTT`] : []),
  ];
}

const BAR_SHARE = 0.4;

function Status({state, view}: {state: DashboardState; view: View}): ReactElement {
  const {done, failed, total, words} = progressOf(state);
  const label = state.endedAtMs === undefined ? (state.phase ?? 'setup') : 'done';
  const head = label.padEnd('connect'.length);
  if (total === 0) return <Text>{cut(`${head}  ${words}`, view.columns, view)}</Text>;
  const width = Math.floor(view.columns * BAR_SHARE);
  const doneCells = Math.floor((done / total) * width);
  const failedCells = Math.min(width - doneCells, Math.ceil((failed / total) * width));
  const tail = cut(words, view.columns - width - head.length - 4, view);
  return (
    <Text>
      {`${head}  `}
      <Text {...paint(view, {color: 'green'})}>{view.glyphs.barDone.repeat(doneCells)}</Text>
      <Text {...paint(view, {color: 'red'})}>{view.glyphs.barFailed.repeat(failedCells)}</Text>
      <Text {...paint(view, {dimColor: true})}>
        {view.glyphs.barOpen.repeat(width - doneCells - failedCells)}
      </Text>
      {`  ${tail}`}
    </Text>
  );
}

interface Progress {
  done: number;
  failed: number;
  /** 0: nothing to count yet, no bar. */
  total: number;
  words: string;
}

function progressOf(state: DashboardState): Progress {
  const {run, phase, step, endedAtMs, interrupted} = state;
  if (endedAtMs === undefined && interrupted) return wordsOnly(interruptText(interrupted));
  if (endedAtMs === undefined && phase === 'down') return wordsOnly(step ?? '');
  if (phase === 'certify') return wordsOnly('measuring routers and links');
  if (run === undefined || phase === undefined || phase === 'setup' || phase === 'lab') {
    return wordsOnly(step ?? '');
  }
  return phase === 'agents' ? agentProgress(state, run.agents) : meshProgress(state, run.expected);
}

function wordsOnly(words: string): Progress {
  return {done: 0, failed: 0, total: 0, words};
}

function agentProgress({agents}: DashboardState, total: number): Progress {
  const states = [...agents.values()];
  const done = states.filter((state) => state === 'ready' || state === 'restarted').length;
  const failed = states.filter((state) => state === 'lost').length;
  return {done, failed, total, words: `${done} of ${total} agents ready`};
}

function meshProgress({connections, certified}: DashboardState, total: number): Progress {
  const states = [...connections.values()].map(({state}) => state);
  const done = states.filter((state) => state === 'connected').length;
  const failed = states.filter((state) => state === 'failed').length;
  const failedWords = failed > 0 ? `, ${failed} failed` : '';
  // What is not as asked is among the warnings.
  const certifiedWords = certified ? ', lab certified' : '';
  const words = `${done} of ${total} connected${failedWords}${certifiedWords}`;
  return {done, failed, total, words};
}
