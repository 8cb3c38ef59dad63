import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseSignal} from '../../../../src/core/signaling/signal.js';
import {description, signal} from './arbitrary-signal.js';

const offer = {
  kind: 'describe',
  attempt: 'a1',
  reach: 'direct',
  symmetric: false,
  seedRttMs: 12,
  sdp: 'v=0',
  candidates: [{line: 'candidate:1', mid: 'claw'}],
};
const trickle = {kind: 'candidate', attempt: 'a1', candidate: {line: 'candidate:1', mid: 'claw'}};
const close = {kind: 'close', attempt: 'a1', reason: 'done'};

describe('a valid signal', () => {
  it('is the same after a trip as JSON', () => {
    fc.assert(
      fc.property(signal, (sent) => {
        expect(parseSignal(JSON.parse(JSON.stringify(sent)))).toStrictEqual(sent);
      }),
    );
  });

  it('loses everything that no signal has', () => {
    expect(parseSignal({...close, extra: 1, sdp: 'v=0'})).toStrictEqual(close);
    expect(parseSignal({...trickle, candidate: {...trickle.candidate, extra: 1}})).toStrictEqual(
      trickle,
    );
  });
});

describe('what a newer agent may say', () => {
  it('of a way to a relay that there is not is no wish', () => {
    expect(parseSignal({...offer, reach: 'relayed', relay: 'quic'})).toStrictEqual({
      ...offer,
      reach: 'relayed',
    });
  });

  it('of an end is no end of everything, unless it is plain', () => {
    expect(parseSignal({...close, isOver: 1})).toStrictEqual(close);
    expect(parseSignal({...close, isOver: true})).toStrictEqual({...close, isOver: true});
  });
});

describe('untrusted JSON', () => {
  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue({maxDepth: 4}), (value) => {
        parseSignal(value);
      }),
      {numRuns: 1000},
    );
  });

  it('is read as a signal only when a signal of the same bounds reads the same', () => {
    const nearly = fc
      .tuple(signal, fc.constantFrom(...Object.keys(offer), 'candidate', 'reason'), fc.jsonValue())
      // As it comes off the wire: JSON knows no -0.
      .map(([sent, key, junk]) => JSON.parse(JSON.stringify({...sent, [key]: junk})));
    fc.assert(
      fc.property(nearly, (value) => {
        const read = parseSignal(value);
        if (read) expect(parseSignal(JSON.parse(JSON.stringify(read)))).toStrictEqual(read);
      }),
      {numRuns: 1000},
    );
  });

  it.each([
    ['an attempt of 65 characters', {...close, attempt: 'x'.repeat(65)}],
    ['a reason of 257 characters', {...close, reason: 'x'.repeat(257)}],
    ['a description of 16,385 characters', {...offer, sdp: 'x'.repeat(16_385)}],
    ['an answer to an attempt of 65 characters', {...offer, replyTo: 'x'.repeat(65)}],
    ['65 candidates', {...offer, candidates: Array(65).fill(offer.candidates[0])}],
    ['a candidate of 513 characters', {...trickle, candidate: {line: 'x'.repeat(513), mid: 'm'}}],
    ['a section name of 33 characters', {...trickle, candidate: {line: 'x', mid: 'x'.repeat(33)}}],
    ['a seed farther than a minute', {...offer, seedRttMs: 60_001}],
    ['a negative round trip', {...offer, seedRttMs: -1}],
    ['a round trip that is not a number', {...offer, seedRttMs: Number.NaN}],
    ['a bad candidate among good ones', {...offer, candidates: [...offer.candidates, {line: 'x'}]}],
    ['an unknown reach', {...offer, reach: 'sideways'}],
    ['an unknown kind', {...close, kind: 'shout'}],
    ['a kind that every object inherits', {...close, kind: 'constructor'}],
    ['no attempt', {kind: 'close', reason: 'done'}],
    ['a number where text belongs', {...close, reason: 7}],
    ['an array', [close]],
    ['null', null],
    ['text', 'close'],
  ])('is refused whole with %s', (_what, value) => {
    expect(parseSignal(value)).toBeUndefined();
  });

  it('is accepted right at the bounds', () => {
    const edge = {line: 'x'.repeat(512), mid: 'x'.repeat(32)};
    const largest = {
      ...offer,
      attempt: 'x'.repeat(64),
      replyTo: 'x'.repeat(64),
      seedRttMs: 60_000,
      sdp: 'x'.repeat(16_384),
      candidates: Array(64).fill(edge),
    };
    expect(parseSignal(largest)).toStrictEqual(largest);
  });

  it('is refused when one candidate too many or too long hides in a good description', () => {
    fc.assert(
      fc.property(description, fc.integer({min: 0, max: 63}), (sent, at) => {
        const long = {line: 'x'.repeat(513), mid: 'claw'};
        const candidates = [
          ...sent.candidates.slice(0, at),
          long,
          ...sent.candidates.slice(at + 1),
        ];
        expect(parseSignal({...sent, candidates})).toBeUndefined();
      }),
    );
  });
});
