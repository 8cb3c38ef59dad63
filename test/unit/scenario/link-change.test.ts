import {expect, test} from 'vitest';
import {linkPreset} from '../../../src/lab/links/presets.js';
import {changedLink} from '../../../src/scenario/link-change.js';

const WIFI = linkPreset('wifi');
const LINKS = new Map([['s1', WIFI]]);
const change = (settings: string, keep: boolean, link = 's1') =>
  changedLink({link, settings, keep}, LINKS).models;

test('settings are all that the link is to be', () => {
  expect(change('{delay: 80ms, up: {loss: 5%}}', false)).toEqual({
    up: {delayMs: 80, loss: 0.05},
    down: {delayMs: 80},
  });
  expect(change('{}', false)).toEqual({up: {}, down: {}});
  expect(change('preset: 4g', false)).toEqual(linkPreset('4g'));
});

test('what is kept is as it was, where nothing else is named', () => {
  expect(change('{delay: 80ms, jitter: 1ms}', true)).toEqual({
    up: {
      ...{delayMs: 80, jitterMs: 1, loss: WIFI.up.loss, rateBps: WIFI.up.rateBps},
      queueMsMax: WIFI.up.queueMsMax,
    },
    down: {
      ...{delayMs: 80, jitterMs: 1, loss: WIFI.down.loss, rateBps: WIFI.down.rateBps},
      queueMsMax: WIFI.down.queueMsMax,
    },
  });
});

test('a link that is not there has nothing to keep', () => {
  expect(change('{delay: 80ms}', true, 's9')).toEqual({up: {delayMs: 80}, down: {delayMs: 80}});
});

test.each([
  [{link: 's1', settings: 'delay: 80', keep: true}, 'LINK_FILE_INVALID'],
  [{link: 's1', settings: 'dely: 80ms', keep: false}, 'LINK_FILE_INVALID'],
  [{link: 's1', settings: 'trace: a.trace', keep: false}, 'TRACE_UNSUPPORTED'],
  [{link: 's1', change: {delayMs: -5}}, 'CONTROL_PARAMS_INVALID'],
  [{link: 1, settings: '{}', keep: true}, 'CONTROL_PARAMS_INVALID'],
  ['s1', 'CONTROL_PARAMS_INVALID'],
  [null, 'CONTROL_PARAMS_INVALID'],
])('%j is the mistake of whoever sent it', (params, code) => {
  expect(() => changedLink(params, LINKS)).toThrow(
    expect.objectContaining({code, exitCode: 2, hint: expect.any(String)}),
  );
});
