import {mkdtempSync, readFileSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, it, onTestFinished} from 'vitest';
import type {ClawError} from '../../../../src/errors.js';
import {EventLog} from '../../../../src/scenario/mesh/event-log.js';

function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), 'claw-test-'));
  onTestFinished(() => rmSync(directory, {recursive: true, force: true}));
  return directory;
}

function failing(directory: string): {log: EventLog; failed: Promise<ClawError>} {
  let onFailed: (error: ClawError) => void = () => undefined;
  const failed = new Promise<ClawError>((resolve) => {
    onFailed = resolve;
  });
  return {log: new EventLog(directory, (error) => onFailed(error)), failed};
}

it('writes a line for each event', async () => {
  const directory = temporary();
  const log = new EventLog(directory, (error) => expect.unreachable(error.message));
  log.write({type: 'phase', phase: 'lab'});
  log.write({type: 'phase', phase: 'down'});
  expect(await log.end()).toBeUndefined();
  expect(readFileSync(join(directory, 'events.ndjson'), 'utf8')).toBe(
    '{"type":"phase","phase":"lab"}\n{"type":"phase","phase":"down"}\n',
  );
});

it.runIf(process.platform === 'linux')(
  'says that the disk is full, and goes on without',
  async () => {
    const directory = temporary();
    const file = join(directory, 'events.ndjson');
    symlinkSync('/dev/full', file);
    const {log, failed} = failing(directory);
    log.write({type: 'phase', phase: 'lab'});
    const error = await failed;
    expect(error).toMatchObject({
      code: 'EVENT_LOG',
      exitCode: 3,
      message: `cannot write the event log ${file}: no space left on device`,
    });
    log.write({type: 'phase', phase: 'down'});
    expect(await log.end()).toBe(error);
  },
);

it('says that the directory is gone', async () => {
  const directory = temporary();
  rmSync(directory, {recursive: true});
  const {log, failed} = failing(directory);
  expect((await failed).message).toMatch(/: no such file or directory$/);
  expect(await log.end()).toMatchObject({code: 'EVENT_LOG'});
});
