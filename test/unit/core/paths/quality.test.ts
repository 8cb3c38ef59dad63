import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {PathQuality} from '../../../../src/core/paths/quality.js';
import type {Probe} from '../../../../src/core/wire/frame.js';

/** A probe of an honest peer that received everything so far; `over` is what the test is about. */
function probeOf(over: Partial<Probe>): Probe {
  return {sequence: 1, sentAtMs: 0, echo: undefined, received: 0, highest: 0, ...over};
}

/** `quality` sends a probe at `sentAtMs`; the peer, whose `sequence`-th it is, echoes it at once. */
function measure(quality: PathQuality, sequence: number, sentAtMs: number, rttMs: number): void {
  quality.probe(sentAtMs);
  const echo = {sentAtMs, holdMs: 0};
  quality.receive(
    sentAtMs + rttMs,
    probeOf({sequence, echo, received: sequence, highest: sequence}),
  );
}

describe('round trips', () => {
  it('smooth as RFC 6298 section 2 says, by hand', () => {
    const quality = new PathQuality();
    measure(quality, 1, 1000, 100);
    // SRTT = R, RTTVAR = R/2.
    expect(quality.quality()).toMatchObject({rttMs: 100, rttVarMs: 50, rttMinMs: 100});
    measure(quality, 2, 2000, 180);
    // RTTVAR = 3/4·50 + 1/4·|100 − 180| = 57.5; SRTT = 7/8·100 + 1/8·180 = 110.
    expect(quality.quality()).toMatchObject({rttMs: 110, rttVarMs: 57.5, rttMinMs: 100});
    measure(quality, 3, 3000, 70);
    // RTTVAR = 3/4·57.5 + 1/4·|110 − 70| = 53.125; SRTT = 7/8·110 + 1/8·70 = 105.
    expect(quality.quality()).toMatchObject({rttMs: 105, rttVarMs: 53.125, rttMinMs: 70});
  });

  it('leave out how long the peer held our probe', () => {
    const quality = new PathQuality();
    quality.probe(1000);
    quality.receive(1250, probeOf({echo: {sentAtMs: 1000, holdMs: 200}}));
    expect(quality.quality().rttMs).toBe(50);
  });

  it('are measured by both ends of one exchange', () => {
    const [one, two] = [new PathQuality(), new PathQuality()];
    two.receive(130, one.probe(100));
    one.receive(200, two.probe(170));
    two.receive(250, one.probe(220));
    expect(one.quality().rttMs).toBe(60);
    expect(two.quality().rttMs).toBe(60);
  });

  it('are unknown before the first echo', () => {
    const quality = new PathQuality();
    quality.receive(1, probeOf({}));
    expect(quality.quality()).toEqual({rttMs: undefined, rttVarMs: 0, rttMinMs: undefined, loss: 0});
  });

  it('ignore a probe that was overtaken', () => {
    const quality = new PathQuality();
    measure(quality, 5, 1000, 100);
    quality.receive(1500, probeOf({sequence: 4, echo: {sentAtMs: 1000, holdMs: 0}}));
    expect(quality.quality().rttMs).toBe(100);
  });
});

describe('loss', () => {
  /** Sends `count` probes; the peer reports after each, and lost those of `lost`. */
  function reportAll(quality: PathQuality, count: number, lost: (sequence: number) => boolean) {
    let received = 0;
    for (let sequence = 1; sequence <= count; sequence += 1) {
      quality.probe(sequence);
      if (lost(sequence)) continue;
      received += 1;
      quality.receive(sequence, probeOf({sequence, received, highest: sequence}));
    }
  }

  it('is the share that did not arrive', () => {
    const quality = new PathQuality();
    reportAll(quality, 20, (sequence) => sequence % 4 === 0);
    // Seen up to 19, of which 4, 8, 12 and 16 are missing.
    expect(quality.quality().loss).toBeCloseTo(4 / 19);
  });

  it('forgets what is older than fifty reports', () => {
    const quality = new PathQuality();
    reportAll(quality, 200, (sequence) => sequence <= 100 && sequence % 2 === 0);
    expect(quality.quality().loss).toBe(0);
  });

  it('is nothing while nothing was sent or reported', () => {
    const quality = new PathQuality();
    quality.probe(1);
    expect(quality.quality().loss).toBe(0);
  });

  it('counts a late probe as arrived: what the peer is told adds up', () => {
    const quality = new PathQuality();
    for (const sequence of [1, 3, 2]) quality.receive(sequence, probeOf({sequence}));
    expect(quality.probe(4)).toMatchObject({received: 3, highest: 3});
  });
});

describe('a peer that lies', () => {
  it.each([
    ['has received what was never sent', {received: 9, highest: 9}],
    ['takes back what it reported', {received: 0, highest: 2}],
  ])('is not believed when it %s', (_what, report) => {
    const quality = new PathQuality();
    measure(quality, 1, 1, 1);
    measure(quality, 2, 2, 1);
    quality.receive(5, probeOf({sequence: 3, ...report}));
    expect(quality.quality().loss).toBe(0);
  });

  it.each([
    ['before our first probe', {sentAtMs: -1e300, holdMs: 0}],
    ['just before our first probe', {sentAtMs: 999, holdMs: 0}],
    ['that has yet to be sent', {sentAtMs: 1e300, holdMs: 0}],
    ['held longer than it is old', {sentAtMs: 1000, holdMs: 1001}],
  ])('does not spoil the round trip with an echo %s', (_what, echo) => {
    const quality = new PathQuality();
    measure(quality, 1, 1000, 100);
    quality.receive(2000, probeOf({sequence: 2, echo}));
    expect(quality.quality()).toMatchObject({rttMs: 100, rttVarMs: 50, rttMinMs: 100});
  });

  it('cannot echo what was never sent', () => {
    const quality = new PathQuality();
    quality.receive(2000, probeOf({echo: {sentAtMs: 1000, holdMs: 0}}));
    expect(quality.quality().rttMs).toBeUndefined();
  });

  it('never makes a figure that is no number or out of bounds, whatever it sends', () => {
    const count = fc.integer({min: 0, max: 0xffff_ffff});
    const time = fc.oneof(fc.double({noNaN: true, noDefaultInfinity: true}), fc.nat(100));
    const probe = fc.record({
      sequence: fc.oneof(count, fc.nat(30)),
      sentAtMs: time,
      echo: fc.option(fc.record({sentAtMs: time, holdMs: time.map(Math.abs)}), {nil: undefined}),
      received: fc.oneof(count, fc.nat(30)),
      highest: fc.oneof(count, fc.nat(30)),
    });
    fc.assert(
      fc.property(fc.array(probe, {maxLength: 100}), (probes) => {
        const quality = new PathQuality();
        for (const [now, lie] of probes.entries()) {
          quality.probe(now);
          quality.receive(now, lie);
        }
        const {rttMs, rttVarMs, loss} = quality.quality();
        // It cannot claim a round trip longer than we have been sending.
        expect(rttMs ?? 0).toBeLessThanOrEqual(probes.length);
        expect(rttMs ?? 0).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(rttVarMs)).toBe(true);
        expect(loss).toBeGreaterThanOrEqual(0);
        expect(loss).toBeLessThanOrEqual(1);
      }),
    );
  });
});
