import {expect, test} from 'vitest';
import {createReporter} from '../../../src/report/create-reporter.js';
import {NdjsonReporter} from '../../../src/report/ndjson.js';
import {PlainReporter} from '../../../src/report/plain.js';
import {LiveReporter} from '../../../src/ui/live.js';

test('each mode has its reader', async () => {
  const env = {LANG: 'C.UTF-8', TERM: 'xterm'};
  expect(await createReporter('plain', {env})).toBeInstanceOf(PlainReporter);
  expect(await createReporter('quiet', {env})).toBeInstanceOf(PlainReporter);
  expect(await createReporter('json', {env})).toBeInstanceOf(NdjsonReporter);
  const before = process.env['NODE_ENV'];
  const live = await createReporter('tty', {env});
  expect(live).toBeInstanceOf(LiveReporter);
  expect(process.env['NODE_ENV']).toBe(before);
  await live.close();
});
