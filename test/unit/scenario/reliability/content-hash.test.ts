import {expect, it} from 'vitest';
import {contentHash} from '../../../../src/scenario/reliability/content-hash.js';

it('agrees with the published values of FNV-1a', () => {
  const of = (text: string) => contentHash(new TextEncoder().encode(text));
  expect([of(''), of('a'), of('foobar')]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
});
