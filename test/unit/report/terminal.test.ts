import {expect, test} from 'vitest';
import {usesColor, usesUnicode} from '../../../src/report/terminal.js';

test('the first locale variable that is set decides', () => {
  expect(usesUnicode({LANG: 'en_US.UTF-8'})).toBe(true);
  expect(usesUnicode({LANG: 'C.utf8'})).toBe(true);
  expect(usesUnicode({LC_ALL: 'C', LANG: 'en_US.UTF-8'})).toBe(false);
  expect(usesUnicode({LC_ALL: '', LC_CTYPE: 'de_DE.UTF-8', LANG: 'C'})).toBe(true);
  expect(usesUnicode({})).toBe(false);
});

test('the Linux console has no font for symbols', () => {
  expect(usesUnicode({LANG: 'en_US.UTF-8', TERM: 'linux'})).toBe(false);
});

test('colour needs a terminal that did not decline it', () => {
  expect(usesColor({TERM: 'xterm'}, true)).toBe(true);
  expect(usesColor({TERM: 'xterm'}, false)).toBe(false);
  expect(usesColor({TERM: 'xterm', NO_COLOR: '1'}, true)).toBe(false);
  expect(usesColor({TERM: 'xterm', FORCE_COLOR: '0'}, true)).toBe(false);
  expect(usesColor({TERM: 'dumb'}, true)).toBe(false);
});
