import type {ConnectionResult, RunEvent} from '../scenario/events.js';
import {passCounts} from './certification-text.js';
import {formatCandidates, formatCount, formatMs, formatRtt} from './format.js';
import type {Glyphs} from './glyphs.js';
import {describeLink} from './link-text.js';

/** One line of the plain log. */
export interface EventLine {
  /** What the line is about. The same text about the same subject, twice in a row, is no news. */
  subject: string;
  severity: 'info' | 'warning' | 'error';
  text: string;
}

/**
 * An event in words. The wording is stable: fields are two spaces apart, and scripts may search for
 * them. Initial states and running measurements are no change of state and give no line.
 */
export function describeEvent(event: RunEvent, glyphs: Glyphs): EventLine[] {
  switch (event.type) {
    case 'run':
      return [info('run', runText(event))];
    case 'phase':
      return [info('phase', `phase  ${event.phase}`)];
    case 'step':
      return [info('step', `step  ${event.text}`)];
    case 'lab':
      return labLines(event, glyphs);
    case 'certification':
      return certificationLines(event);
    case 'agent':
      return agentLines(event);
    case 'seed':
      return [{...info('seed', `seed  ${event.state}`), severity: lostIsError(event.state)}];
    case 'connection':
      return connectionLines(event.connection, glyphs);
    case 'impaired':
      return [
        info(`link ${event.link}`, `link ${event.link}  ${describeLink(event.models, glyphs)}`),
      ];
    case 'warning':
      return [{subject: `warning ${event.code}`, severity: 'warning', text: warningText(event)}];
    case 'interrupted':
      return [
        {
          ...info('interrupted', `interrupted  ${interruptText(event.signal)}`),
          severity: 'warning',
        },
      ];
    case 'result':
      return [info('result', resultText(event.result.summary))];
    case 'quality':
      return [];
  }
}

function info(subject: string, text: string): EventLine {
  return {subject, severity: 'info', text};
}

function lostIsError(state: string): EventLine['severity'] {
  return state === 'lost' ? 'error' : 'info';
}

type Of<T extends RunEvent['type']> = Extract<RunEvent, {type: T}>;

function runText(event: Of<'run'>): string {
  const connections = formatCount(event.expected, 'connection');
  const rtt = event.rttMs > 0 ? `  ${formatMs(event.rttMs)} round trip` : '';
  return `${event.command}  ${formatCount(event.agents, 'agent')}  ${connections}${rtt}  seed ${event.seed}`;
}

function labLines(event: Of<'lab'>, glyphs: Glyphs): EventLine[] {
  const {fabric, linkDriver, turn} = event.lab;
  return [
    info('lab', `lab  fabric ${fabric}  links ${linkDriver}  turn ${turn}`),
    ...event.sites.map((site) =>
      info(
        `site ${site.name}`,
        `site ${site.name}  nat ${site.nat}  agents ${site.agents.join(' ')}  link ${describeLink(site.link, glyphs)}`,
      ),
    ),
  ];
}

function certificationLines(event: Of<'certification'>): EventLine[] {
  const {when, tookMs, mismatches} = event;
  const subject = `certified ${when}`;
  return [
    info(subject, `${subject}  ${passCounts(event)}  ${formatMs(tookMs)}`),
    ...mismatches.map((text) => ({
      subject: `mismatch ${text}`,
      severity: 'error' as const,
      text: `mismatch  ${text}`,
    })),
  ];
}

function agentLines(event: Of<'agent'>): EventLine[] {
  if (event.state === 'starting') return [];
  const text = `agent ${event.agent}  ${event.state}  site ${event.site}`;
  return [{subject: `agent ${event.agent}`, severity: lostIsError(event.state), text}];
}

function connectionLines(connection: ConnectionResult, glyphs: Glyphs): EventLine[] {
  if (connection.state === 'new') return [];
  const {from, to, state, path, reason, ttfbMs, ttfbRtt, proof} = connection;
  const pair = `${from} ${glyphs.arrow} ${to}`;
  const fields = [pair, state];
  if (state === 'failed') fields.push(reason ?? 'no reason given');
  if (path) fields.push(`${path.kind} ${formatCandidates(path)}`);
  if (ttfbMs !== undefined) {
    const inRtt = ttfbRtt === undefined ? '' : ` (${formatRtt(ttfbRtt)})`;
    fields.push(`ttfb ${formatMs(ttfbMs)}${inRtt}`);
  }
  if (proof === 'disagrees') fields.push('proof disagrees');
  const bad = state === 'failed' || proof === 'disagrees';
  return [{subject: pair, severity: bad ? 'error' : 'info', text: fields.join('  ')}];
}

export function warningText(warning: {code: string; message: string; hint?: string}): string {
  const hint = warning.hint === undefined ? '' : `  hint: ${warning.hint}`;
  return `warning  ${warning.code}  ${warning.message}${hint}`;
}

/** What happens after a signal, and how to make it stop at once. */
export function interruptText(signal: 'SIGINT' | 'SIGTERM'): string {
  const again = signal === 'SIGINT' ? '; Ctrl-C again exits at once' : '';
  return `${signal}: cleaning up${again}`;
}

function resultText(summary: Of<'result'>['result']['summary']): string {
  const {connected, expected, direct, relayed} = summary;
  return `result  ${connected} of ${expected} connected  ${direct} direct  ${relayed} relayed`;
}
