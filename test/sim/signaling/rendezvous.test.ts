import fc from 'fast-check';
import {expect, it} from 'vitest';
import {Rendezvous} from '../../../src/core/signaling/rendezvous.js';
import type {Reach} from '../../../src/core/signaling/signal.js';
import {signal} from '../../unit/core/signaling/arbitrary-signal.js';
import {check} from '../support/check.js';
import {expectPaired, followRules, livePairs, OutputRules} from '../support/rendezvous-rules.js';
import {type Action, TwoAgents, type Weather} from '../support/two-agents.js';

const ATTEMPTS_MAX = 8;
const side = fc.constantFrom('one' as const, 'two' as const);
const reach = fc.constantFrom<Reach>('direct', 'relayed');
const call = fc.record({type: fc.constant('call' as const), reach});
const fail = fc.record({type: fc.constant('fail' as const), nth: fc.nat(8)});

function weather(options: {
  delayMsMax: number;
  does: fc.Arbitrary<Action['does']>;
  lossy: boolean;
}): fc.Arbitrary<Weather> {
  const {delayMsMax, does, lossy} = options;
  return fc.record({
    delaysMs: fc.array(fc.nat(delayMsMax), {minLength: 1, maxLength: 5}),
    gatherMs: fc.array(fc.oneof(fc.constant(0), fc.nat(1500)), {minLength: 1, maxLength: 5}),
    lost: lossy ? fc.array(fc.boolean(), {maxLength: 7}) : fc.constant([]),
    // A few moments only, so that calls meet.
    actions: fc.array(fc.record({atMs: fc.nat(3000), side, does}), {minLength: 1, maxLength: 14}),
  });
}

function runOf(plan: Weather) {
  const run = new TwoAgents(plan);
  const open = run.run();
  const ends = followRules(run.trace);
  expect(run.mostOpen).toBeLessThanOrEqual(ATTEMPTS_MAX);
  expectPaired(ends);
  return {ends, open, trace: run.trace};
}

it('calls from either side end in the same pairs on both, and at least one', () => {
  const plan = weather({delayMsMax: 400, does: call, lossy: false});
  check('calls from either side', 3000, plan, (input) => {
    expect(livePairs(runOf(input).ends).length).toBeGreaterThan(0);
  });
});

it('calls that cross, one from each side and reach, end in exactly one pair', () => {
  const crossing = fc.record({
    delaysMs: fc.array(fc.nat(2000), {minLength: 1, maxLength: 4}),
    gatherMs: fc.array(fc.nat(1500), {minLength: 1, maxLength: 4}),
    reach,
  });
  check('calls that cross', 1000, crossing, ({reach: by, ...ways}) => {
    const does = {type: 'call' as const, reach: by};
    const actions = [
      {atMs: 0, side: 'one' as const, does},
      {atMs: 0, side: 'two' as const, does},
    ];
    const {ends} = runOf({...ways, lost: [], actions});
    expect(livePairs(ends).length).toBe(1);
  });
});

it('attempts that fail or time out are closed on both sides', () => {
  const plan = weather({delayMsMax: 6000, does: fc.oneof(call, fail), lossy: false});
  check('attempts that fail or time out', 3000, plan, (input) => {
    livePairs(runOf(input).ends);
  });
});

it('lost signals never pair wrongly, and leave no unanswered attempt behind', () => {
  const plan = weather({delayMsMax: 3000, does: fc.oneof(call, fail), lossy: true});
  check('lost signals', 3000, plan, (input) => {
    const {ends, open} = runOf(input);
    for (const at of ['one', 'two'] as const) {
      for (const id of open[at]) expect(ends[at].get(id)?.connectedTo).toBeDefined();
    }
  });
});

it('a caller that is never answered gives up after ten seconds and says so', () => {
  const run = new TwoAgents({
    delaysMs: [0],
    gatherMs: [0],
    lost: [true],
    actions: [{atMs: 0, side: 'one', does: {type: 'call', reach: 'direct'}}],
  });
  run.run();
  expect(run.trace.at(-1)).toMatchObject({
    atMs: 10_000,
    output: {type: 'close', reason: 'no answer from two within 10 s'},
  });
});

it('whatever a peer signals, outputs stay in order and attempts are bounded', () => {
  const own = fc.oneof(
    fc.record({type: fc.constant('call' as const), reach}),
    fc.record({type: fc.constant('described' as const), nth: fc.nat(8)}),
    // A hostile peer reuses identifiers, its own and ours.
    fc.record({
      type: fc.constant('signal' as const),
      signal,
      attempt: fc.nat(6),
      replyTo: fc.option(fc.nat(12)),
    }),
    fc.record({type: fc.constant('timeout' as const), afterMs: fc.nat(12_000)}),
  );
  check('whatever a peer signals', 3000, fc.array(own, {maxLength: 60}), (inputs) => {
    const rendezvous = new Rendezvous({local: 'b', remote: 'a'});
    const rules = new OutputRules();
    let now = 0;
    for (const [index, input] of inputs.entries()) {
      const fresh = String(index);
      if (input.type === 'call') {
        rendezvous.handleInput({type: 'call', now, attempt: fresh, reach: input.reach});
      } else if (input.type === 'described') {
        const attempt = [...rules.attempts.keys()][input.nth] ?? 'none';
        const facts = {symmetric: false, seedRttMs: 0, sdp: '', candidates: []};
        rendezvous.handleInput({type: 'described', attempt, ...facts});
      } else if (input.type === 'timeout') {
        now += input.afterMs;
        rendezvous.handleInput({type: 'timeout', now});
      } else {
        const reply = input.replyTo === null ? {} : {replyTo: String(input.replyTo)};
        const hostile = {...input.signal, attempt: String(input.attempt), ...reply};
        rendezvous.handleInput({type: 'signal', now, signal: hostile, freshAttempt: fresh});
      }
      for (let out = rendezvous.pollOutput(); out; out = rendezvous.pollOutput()) {
        if (out.type !== 'candidate') rules.see(out);
      }
      const open = [...rules.attempts.values()].filter((known) => known.open);
      expect(open.length).toBeLessThanOrEqual(ATTEMPTS_MAX);
    }
  });
});
