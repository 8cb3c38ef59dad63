import {beforeAll, expect, test, vi} from 'vitest';
import {interruptedRun, normalRun} from '../report/example-runs.js';
import {TextSink} from '../report/text-sink.js';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** A terminal of 80x24 as far as Ink can tell. */
function fakeTerminal(): TextSink & NodeJS.WriteStream {
  return Object.assign(new TextSink(), {
    isTTY: true,
    columns: 80,
    rows: 24,
  }) as unknown as TextSink & NodeJS.WriteStream;
}

// Ink looks once, when it is loaded, whether this is CI, and draws only the last frame there.
beforeAll(() => {
  vi.stubEnv('CI', 'false');
  vi.stubEnv('CONTINUOUS_INTEGRATION', 'false');
});

async function play(color: boolean, events = interruptedRun()): Promise<string> {
  const {LiveReporter} = await import('../../../src/ui/live.js');
  const terminal = fakeTerminal();
  const reporter = new LiveReporter(terminal, {unicode: true, color});
  for (const event of events) reporter.onEvent(event);
  await reporter.close();
  return terminal.text;
}

test('draws the first and the last frame of a burst, not each event', async () => {
  const text = await play(false);
  expect(text.split('claw mesh up').length - 1).toBeLessThanOrEqual(3);
  expect(text).toContain('15 of 15 connected');
  expect(text).toContain('LINK_DRIFT');
});

test('a run that ends without a result keeps its connections on screen, without hints', async () => {
  const text = await play(false, normalRun().slice(0, -2));
  const last = text.slice(text.lastIndexOf('claw mesh up'));
  expect(last).toContain('✓ a5 → a6');
  expect(last).not.toContain('Ctrl-C');
});

test('hides the cursor once and gives it back at the end', async () => {
  const text = await play(false);
  expect(text.split(HIDE_CURSOR)).toHaveLength(2);
  expect(text.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(text.lastIndexOf('15 of 15'));
});

test('no colour when it was declined', async () => {
  // Only cursor movements may remain, and those do not end in "m".
  const sequences = (await play(false)).split('\u001b[').slice(1);
  expect(sequences.filter((sequence) => /^[0-9;]*m/.test(sequence))).toEqual([]);
});

test('leaves no signal handler or listener behind', async () => {
  const count = () => process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
  await play(false, normalRun());
  const before = count();
  await play(false, normalRun());
  expect(count()).toBe(before);
});

test('a reporter that saw nothing closes at once, and closing twice is fine', async () => {
  const {LiveReporter} = await import('../../../src/ui/live.js');
  const terminal = fakeTerminal();
  const reporter = new LiveReporter(terminal, {unicode: true, color: false});
  await reporter.close();
  await reporter.close();
  expect(terminal.text).toBe('');
});
