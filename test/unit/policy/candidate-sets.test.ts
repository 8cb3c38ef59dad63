import {describe, expect, it} from 'vitest';
import {PolicyEnforcer} from '../../../src/policy/enforcer.js';
import {parsePolicyFile} from '../../../src/policy/policy-file.js';
import {NAMES, POLICY} from '../../fuzz/address-world.mjs';
import {candidateSet, fuzzedDescription, KINDS} from '../../fuzz/candidate-sets.mjs';
import {isForbidden} from '../../support/forbidden-addresses.js';

const SETS = 10_000;
/** Of them, by the policy: that takes longer than to make them. */
const JUDGED = 2000;
const sets = Array.from({length: SETS}, (_, number) => candidateSet(1, number));
const SDP = 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=video 9 X 96\r\na=mid:claw\r\n';

describe('fuzzed candidate sets', () => {
  it('are made from seed and number alone', () => {
    expect(candidateSet(1, 7)).toEqual(sets[7]);
    expect(candidateSet(2, 7)).not.toEqual(sets[7]);
  });

  it('have every kind, often, and permitted ones beside them', () => {
    const counts = new Map<string, number>();
    for (const kind of sets.flatMap(({kinds}) => kinds)) {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([...Object.keys(KINDS), 'permitted'].sort());
    expect(Math.min(...counts.values())).toBeGreaterThan(SETS / 50);
  });

  it('come early and late, by candidates and by description, for both roles', () => {
    const some = (is: (set: (typeof sets)[number]) => boolean) => sets.filter(is).length;
    expect(some(({role}) => role === 'caller')).toBeGreaterThan(SETS / 3);
    expect(some(({role}) => role === 'callee')).toBeGreaterThan(SETS / 3);
    expect(some(({trickled}) => trickled.length > 0)).toBeGreaterThan(SETS / 5);
    expect(some(({lines, early}) => lines.length > 0 && early)).toBeGreaterThan(SETS / 20);
    expect(some(({lines, early}) => lines.length > 0 && !early)).toBeGreaterThan(SETS / 5);
  });

  it('name hosts in the hosts file', () => {
    const text = JSON.stringify(sets);
    for (const name of Object.keys(NAMES)) expect(text).toContain(` ${name} `);
  });

  it('of which the policy lets no forbidden address pass', () => {
    const policy = new PolicyEnforcer(parsePolicyFile(POLICY, 'p.yaml'), 'target', () => undefined);
    const passed = sets.slice(0, JUDGED).flatMap((set) => {
      const lines = [...set.candidates, ...set.trickled].flatMap(
        (candidate) => policy.remote(candidate, 'friend')?.line ?? [],
      );
      const sdp = policy.sdp(fuzzedDescription(set, SDP), 'friend');
      return [...lines, ...sdp.split('\r\n').filter((line) => line.startsWith('a=candidate:'))];
    });
    const addresses = [...new Set(passed.map((line) => line.split(' ')[4] ?? ''))];
    expect(addresses.filter(isForbidden)).toEqual([]);
    expect(addresses.length).toBeGreaterThan(100);
  });
});
