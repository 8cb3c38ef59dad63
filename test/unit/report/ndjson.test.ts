import {expect, test} from 'vitest';
import {NdjsonReporter} from '../../../src/report/ndjson.js';
import {interruptedRun} from './example-runs.js';
import {TextSink} from './text-sink.js';

test('every event, unchanged, one a line', async () => {
  const sink = new TextSink();
  const reporter = new NdjsonReporter(sink);
  for (const event of interruptedRun()) reporter.onEvent(event);
  await reporter.close();
  const lines = sink.text.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(interruptedRun());
});
