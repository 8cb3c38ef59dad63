import {expect, test} from 'vitest';
import {glyphsFor} from '../../../src/report/glyphs.js';
import {describeLink} from '../../../src/report/link-text.js';

const glyphs = glyphsFor(true);

test('equal directions are said once', () => {
  const model = {delayMs: 12.5, jitterMs: 2, loss: 0.01, rateBps: 50e6, queueMsMax: 100};
  expect(describeLink({up: model, down: model}, glyphs)).toBe(
    '12.5 ms, ±2 ms, 1% loss, 50 Mbit/s, queue 100 ms each way',
  );
});

test('different directions stand side by side in one unit', () => {
  const up = {delayMs: 25, loss: 0.1, rateBps: 512e3};
  const down = {delayMs: 25, rateBps: 20e6};
  expect(describeLink({up, down}, glyphs)).toBe('25 ms, 10/–% loss, 0.512/20 Mbit/s up/down');
});

test('slow links are in kilobits', () => {
  const model = {rateBps: 512e3};
  expect(describeLink({up: model, down: model}, glyphs)).toBe('512 kbit/s each way');
});

test('no impairment at all', () => {
  expect(describeLink({up: {}, down: {}}, glyphs)).toBe('unimpaired');
});
