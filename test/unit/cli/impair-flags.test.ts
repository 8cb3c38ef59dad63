import {expect, test} from 'vitest';
import {toLinkChange} from '../../../src/cli/impair-flags.js';

test('flags change what they name', () => {
  const change = toLinkChange({link: 's1'}, {delay: '80ms', loss: '5%'});
  expect(change).toEqual({link: 's1', settings: '{"delay":"80ms","loss":"5%"}', keep: true});
});

test('a preset is the whole link, and other flags go before it', () => {
  const change = toLinkChange({link: 's1'}, {preset: '4g', loss: '5%'});
  expect(change).toEqual({link: 's1', settings: '{"preset":"4g","loss":"5%"}', keep: false});
});

test('settings are the whole link', () => {
  const change = toLinkChange({link: 's1', settings: '{}'}, {});
  expect(change).toEqual({link: 's1', settings: '{}', keep: false});
});

test('nothing, and both, are refused', () => {
  const refused = (message: string) =>
    expect.objectContaining({code: 'FLAG_INVALID', exitCode: 2, message});
  expect(() => toLinkChange({link: 's1'}, {})).toThrow(refused('nothing to change'));
  expect(() => toLinkChange({link: 's1', settings: '{}'}, {preset: '4g'})).toThrow(
    refused('both SETTINGS and --preset'),
  );
});
