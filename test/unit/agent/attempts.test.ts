import {expect, it} from 'vitest';
import {Attempts, type Choosable} from '../../../src/agent/attempts.js';
import type {WantedPath} from '../../../src/agent/wanted-path.js';

/** Attempts by their kinds; `+` is established, `~` stale as well, `<` was begun by the other side. */
function attemptsOf(...texts: string[]): Attempts<Choosable> {
  const attempts = new Attempts<Choosable>();
  for (const [index, id] of texts.entries()) {
    attempts.set(id, {
      id,
      role: id.includes('<') ? 'callee' : 'caller',
      kind: id.replace(/[^a-z-]/g, '') as WantedPath,
      established: /[+~]/.test(id),
      isStale: id.includes('~'),
      path: /[+~]/.test(id) ? index : undefined,
    });
  }
  return attempts;
}

/** Of the attempts, of which the first is in use, those that end. */
function superfluous(
  texts: string[],
  wanted: WantedPath[] = ['direct', 'relayed'],
  decides = true,
): string[] {
  const attempts = attemptsOf(...texts);
  const active = attempts.get(texts[0] ?? '') as Choosable;
  return attempts.superfluous(active, wanted, decides).map(({id}) => id);
}

it.each([
  ['a second direct one', ['direct+', 'direct+2'], ['direct+2']],
  ['no relayed one beside a direct one', ['direct+', 'relay-udp+'], []],
  ['no relayed one that is under way', ['direct+', 'relayed'], []],
  ['the older of two that are under way', ['direct+', 'relayed', 'relayed2'], ['relayed']],
  ['what is under way beside what works', ['direct+', 'relayed', 'relay-tls+'], ['relayed']],
  ['a direct one that has had its time', ['relay-udp+', 'direct'], ['direct']],
  ['no direct one that works', ['relay-udp+', 'direct+'], []],
  ['nothing while nobody knows what works', ['direct~', 'direct2', 'relay-udp~', 'relayed'], []],
  ['a stale one that another of its kind has replaced', ['direct+', 'direct~'], ['direct~']],
  ['no stale one without another of its kind', ['relay-tcp+', 'direct~', 'relay-udp~'], []],
  ['what works no less for a stale one', ['direct+', 'relay-udp~', 'relay-udp+'], ['relay-udp~']],
  ['a relayed one beside another', ['relay-udp+', 'relay-tcp+'], ['relay-tcp+']],
])('ends %s', (_what, texts, ended) => {
  expect(superfluous(texts)).toEqual(ended);
});

it('keeps a path of each kind that is wanted', () => {
  const texts = ['direct+', 'relay-udp+', 'relay-tcp', 'relay-tls+', 'relay-udp+2'];
  expect(superfluous(texts, ['direct', 'relay-udp', 'relay-tcp'])).toEqual([
    'relay-tls+',
    'relay-udp+2',
  ]);
});

it('keeps nothing but the path in use where no standby is wanted', () => {
  expect(superfluous(['relay-udp+', 'direct+', 'relayed'], [])).toEqual(['direct+', 'relayed']);
});

it('leaves to the other side what that has begun, and all when both have, unless it decides', () => {
  const under = ['direct+', 'direct2', '<direct3'];
  expect(superfluous(under, [], false)).toEqual(['direct2']);
  const mixed = ['direct+', 'direct+2', '<direct+3'];
  expect(superfluous(mixed, [], false)).toEqual([]);
  expect(superfluous(mixed, [], true)).toEqual(['direct+2', '<direct+3']);
});

it('knows attempts by their path of the transport, and by what they are good for', () => {
  const attempts = attemptsOf('direct+', 'relay-tcp+', 'relayed');
  expect(attempts.on(1)?.id).toBe('relay-tcp+');
  expect([attempts.on(2), attempts.on(undefined)]).toEqual([undefined, undefined]);
  const at = (wanted: WantedPath) => attempts.at(wanted).map(({id}) => id);
  expect(at('relayed')).toEqual(['relay-tcp+', 'relayed']);
  expect(at('relay-tcp')).toEqual(['relay-tcp+']);
  expect(at('relay-udp')).toEqual([]);
});
