import {glyphsFor} from './glyphs.js';
import type {ProgressMode, Reporter} from './reporter.js';
import {type Environment, usesColor, usesUnicode} from './terminal.js';

export interface ReporterOptions {
  /** Where progress goes; stderr, so that stdout carries the result and nothing else. */
  stream?: NodeJS.WriteStream;
  env?: Environment;
}

/** The one place that turns a progress mode into a reader of events. Ink is loaded only for `tty`. */
export async function createReporter(
  mode: ProgressMode,
  {stream = process.stderr, env = process.env}: ReporterOptions = {},
): Promise<Reporter> {
  const unicode = usesUnicode(env);
  if (mode === 'json') {
    const {NdjsonReporter} = await import('./ndjson.js');
    return new NdjsonReporter(stream);
  }
  if (mode === 'tty') {
    const {LiveReporter} = await loadLive();
    return new LiveReporter(stream, {unicode, color: usesColor(env, stream.isTTY)});
  }
  const {PlainReporter} = await import('./plain.js');
  return new PlainReporter(stream, {glyphs: glyphsFor(unicode), onlyProblems: mode === 'quiet'});
}

/**
 * React decides once, when it is loaded, which of its builds to be. The development build adds a
 * performance entry for every component it draws and never lets go of them, so a long run would
 * grow. Processes started later must not inherit the choice.
 */
async function loadLive(): Promise<typeof import('../ui/live.js')> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    return await import('../ui/live.js');
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}
